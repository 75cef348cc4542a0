import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const documents = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

/** Targets in the repository: not on the web, not within the page. */
const linksOf = (document: string): string[] =>
  [...readFileSync(document, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^(https?:|#)/.test(target));

it.each(documents)('%s links to what is there', (document) => {
  const lost = linksOf(document).filter(
    (target) => !existsSync(join(dirname(document), target.split('#')[0]!)),
  );
  expect(lost).toEqual([]);
});

it('there are links', () => {
  expect(documents.flatMap(linksOf).length).toBeGreaterThan(40);
});
