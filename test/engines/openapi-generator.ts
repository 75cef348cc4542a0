import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where `.ci/run` puts it, from Maven Central. */
const JAR = resolve('.cache/openapi-generator-cli-7.25.0.jar');

export const HOW_TO_GET_OPENAPI_GENERATOR =
  'install Java and Maven, then: mvn dependency:copy -DoutputDirectory=.cache -Dartifact=org.openapitools:openapi-generator-cli:7.25.0';

export const hasOpenApiGenerator = (): boolean =>
  existsSync(JAR) && spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0;

/** Of the generator itself, whatever the document; or of names that the API has for good. */
const KNOWN = [
  /OpenAPI 3\.1 support is still in beta/,
  // For each part of an `allOf` that has no name.
  /Failed to (get the schema name|look up parent schema): null/,
  /(reserved word|model name matches existing language type)\)? cannot be used as/,
  /Ignoring complex example on request body/,
];

/**
 * Makes a client of docs/openapi.json.
 * @returns what it complained of, but for what is known
 */
export function generateClient(
  generator: string,
  target: string,
  properties: readonly string[] = [],
): string[] {
  const options = properties.length > 0 ? [`--additional-properties=${properties.join(',')}`] : [];
  const args = ['-jar', JAR, 'generate', '-i', resolve('docs/openapi.json'), '-g', generator, '-o', target];
  const { status, stdout, stderr } = spawnSync('java', [...args, ...options], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const said = `${stdout}${stderr}`;
  if (status !== 0) throw new Error(`openapi-generator ended with ${status}: ${said.slice(-2_000)}`);
  return said
    .split('\n')
    .filter((line) => /\b(WARN|ERROR)\b/.test(line) && !KNOWN.some((known) => known.test(line)));
}
