import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exampleFiles } from './example.js';

const DIRECTORY = 'docs/evidence-example';

// A change of a format is a change of these files, for everyone to see. `WRITE_EXAMPLE=1` writes them anew.
it('the example of docs/evidence.md is what an export writes today', async () => {
  const files = await exampleFiles();
  if (process.env['WRITE_EXAMPLE'] === '1') {
    rmSync(DIRECTORY, { recursive: true, force: true });
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(DIRECTORY, path)), { recursive: true });
      writeFileSync(join(DIRECTORY, path), bytes);
    }
  }
  const there = readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(DIRECTORY.length + 1));
  expect(there.sort()).toEqual([...files.keys()].sort());
  for (const [path, bytes] of files)
    expect(readFileSync(join(DIRECTORY, path), 'utf8')).toBe(bytes.toString());
});
