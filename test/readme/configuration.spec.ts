import { readdirSync, readFileSync } from 'node:fs';

const VARIABLE = /\b[A-Z][A-Z_]{3,}\b/g;

/** Every name that the parsers quote. */
const parsed = new Set(
  readdirSync('libs/config')
    .filter((file) => file.startsWith('parse-') && !file.includes('.spec.'))
    .flatMap((file) => readFileSync(`libs/config/${file}`, 'utf8').match(/'[A-Z][A-Z_]{3,}'/g) ?? [])
    .map((quoted) => quoted.slice(1, -1)),
);

/** What stands in the first column of a table. */
const documentedIn = (file: string): Set<string> =>
  new Set(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => line.split('|')[1]!.match(VARIABLE) ?? []),
  );

describe('the documented configuration', () => {
  it('is what is read from the environment, all of it and nothing else', () => {
    expect(parsed.size).toBeGreaterThan(30);
    expect([...documentedIn('docs/configuration.md')].sort()).toEqual([...parsed].sort());
  });

  it('is partly in the README', () => {
    const shown = [...documentedIn('README.md')];
    expect(shown.length).toBeGreaterThan(8);
    expect(shown.filter((name) => !parsed.has(name))).toEqual([]);
  });
});
