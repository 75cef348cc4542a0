import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const documents = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

/** Targets in the repository: not on the web. */
const linksOf = (document: string): string[] =>
  [...readFileSync(document, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^https?:/.test(target));

/** The anchors that GitHub makes of a page's headings. */
const anchorsOf = (document: string): string[] =>
  [...readFileSync(document, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

function isThere(document: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? document : join(dirname(document), file);
  if (!existsSync(path)) return false;
  // A repeated heading has a number after its anchor.
  return anchor === undefined || !path.endsWith('.md') || anchorsOf(path).includes(anchor.replace(/-1$/, ''));
}

it.each(documents)('%s links to what is there', (document) => {
  expect(linksOf(document).filter((target) => !isThere(document, target))).toEqual([]);
});

it('there are links', () => {
  expect(documents.flatMap(linksOf).length).toBeGreaterThan(40);
});

it.each(['README.md', 'CONTRIBUTING.md', 'docs/README.md'])(
  '%s names scripts that package.json has',
  (document) => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readFileSync(document, 'utf8').matchAll(/npm run ([a-z:-]+)/g)].map(
      ([, name]) => name!,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  },
);
