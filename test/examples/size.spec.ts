import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const MOST_LINES = 80;
const PROGRAMS = new Set(['.ts', '.mjs', '.py', '.go', '.yaml', '.html']);

const programs = readdirSync('examples', { recursive: true, encoding: 'utf8' })
  .filter((file) => PROGRAMS.has(extname(file)))
  .map((file) => join('examples', file));

it.each(programs)('%s has at most 80 lines', (file) => {
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_LINES);
});

it('each folder of examples is in their README', () => {
  const readme = readFileSync('examples/README.md', 'utf8');
  const folders = readdirSync('examples', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) expect(readme).toContain(`](${name}`);
});
