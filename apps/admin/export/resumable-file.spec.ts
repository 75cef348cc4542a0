import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Random } from '../../../test/support/random.js';
import type { Written } from './resumable-file.js';
import { ResumableFile } from './resumable-file.js';

const LINES = Array.from({ length: 40_000 }, (_, i) => `${i} ${'é🦉x'.repeat(i % 40)}\n`);
const TEXT = LINES.join('');

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'resumable-'));
  path = join(directory, 'file');
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Appends lines from where the file is, up to and without the line `until`. @returns how far it is */
async function write(file: ResumableFile<number>, from: number, until = LINES.length): Promise<number> {
  for (let i = from; i < until; i++) if (file.append(LINES[i]!)) await file.endBlock(i + 1);
  return until;
}

async function whole(isCompressed: boolean): Promise<Buffer> {
  const file = await ResumableFile.create(path, isCompressed, 0);
  await file.finish(await write(file, 0));
  return readFileSync(path);
}

describe.each([false, true])('compressed: %s', (isCompressed) => {
  it('holds what was appended', async () => {
    const bytes = await whole(isCompressed);
    expect((isCompressed ? gunzipSync(bytes) : bytes).toString()).toBe(TEXT);
  });

  it('has the same bytes however often it was left and gone on with', async () => {
    const expected = await whole(isCompressed);
    const random = new Random(9);
    let written: Written<number> | undefined;
    for (let tries = 0; tries < 30; tries++) {
      const file: ResumableFile<number> =
        written === undefined
          ? await ResumableFile.create(path, isCompressed, 0)
          : (await ResumableFile.reopen(path, isCompressed, written))!;
      const from = written?.mark ?? 0;
      await write(file, from, Math.min(from + random.int(0, 9_000), LINES.length));
      written = random.chance(0.5) ? file.written : written;
      const left = await file.abandon();
      written ??= left;
      // A crash leaves what the system had not written, or had.
      if (random.chance(0.5)) appendFileSync(path, 'half a blo');
    }
    const file: ResumableFile<number> = (await ResumableFile.reopen(path, isCompressed, written!))!;
    const { sha256, bytes } = await file.finish(await write(file, written!.mark));
    expect(readFileSync(path).equals(expected)).toBe(true);
    expect(bytes).toBe(expected.length);
    const again = await ResumableFile.reopen(path, isCompressed, { bytes, sha256, mark: 0 });
    await again!.abandon();
  });

  it('is not gone on with when it is not what was written', async () => {
    const file = await ResumableFile.create(path, isCompressed, 0);
    await write(file, 0, 30_000);
    const written = await file.abandon();
    expect(written.bytes).toBeGreaterThan(1_000);
    const reopen = () => ResumableFile.reopen(path, isCompressed, written);
    const bytes = readFileSync(path);
    bytes[written.bytes - 1]! ^= 1;
    writeFileSync(path, bytes);
    expect(await reopen()).toBeUndefined();
    truncateSync(path, written.bytes - 1);
    expect(await reopen()).toBeUndefined();
    rmSync(path);
    expect(await reopen()).toBeUndefined();
  });
});

it('is a file of gzip also when nothing was appended', async () => {
  const file = await ResumableFile.create(path, true, 0);
  await file.finish(0);
  expect(gunzipSync(readFileSync(path))).toHaveLength(0);
});

it('says what went wrong with the disk', async () => {
  const file = await ResumableFile.create('/dev/full', false, 0);
  await expect(
    (async () => {
      await write(file, 0);
      await file.finish(0);
    })(),
  ).rejects.toMatchObject({ code: 'ENOSPC' });
});
