import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadModelUnavailableError } from './errors.js';
import { openFollowerPosition, readFollowerPosition } from './open-follower-position.js';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'follower-position-'));
  file = join(directory, 'made', 'on demand', 'read-models.db');
});

afterEach(() => rm(directory, { recursive: true }));

it('keeps the places of other followers beside, by name', async () => {
  const looking = readFollowerPosition(`sqlite:${file}`, 'publisher');
  await expect(looking).rejects.toThrow(ReadModelUnavailableError);
  const publisher = await openFollowerPosition(`sqlite:${file}`, 'publisher');
  expect(await publisher.load()).toBe(0n);
  const far = 2n ** 60n + 1n;
  await publisher.save(5n);
  await publisher.save(far);
  expect(await readFollowerPosition(`sqlite:${file}`, 'publisher')).toBe(far);
  expect(await readFollowerPosition(`sqlite:${file}`, 'other')).toBe(0n);
  await publisher.close();
  const again = await openFollowerPosition(`sqlite:${file}`, 'publisher');
  const other = await openFollowerPosition(`sqlite:${file}`, 'other');
  expect([await again.load(), await other.load()]).toEqual([far, 0n]);
  await again.close();
  await other.close();
});
