import openapiTypes, { astToString } from 'openapi-typescript';

/** The file that the generated types are kept in. */
export const GENERATED_FILE = 'libs/client/api.generated.ts';

/** @param document an OpenAPI document, as it was parsed. @returns the text of `api.generated.ts` */
export async function generateApi(document: object): Promise<string> {
  // What has a default may be left out by who sends it.
  const nodes = await openapiTypes(structuredClone(document) as never, { defaultNonNullable: false });
  return `// Written by \`npm run client\` from docs/openapi.json: a test fails while the two differ.\n\n${astToString(nodes)}`;
}
