import { promisify } from 'node:util';
import zlib from 'node:zlib';
import fc from 'fast-check';
import lz4 from 'lz4-napi';
import snappy from 'snappy';
import { readGzip, readLz4, readSnappy, readZstd, UnpackedTooLargeError } from './compression.js';
import { lz4Bytes } from './lz4-bytes.js';

const LIMIT = 1_000_000;
const gzip = promisify(zlib.gzip);
const blocks = [Buffer.alloc(32_768, 'a'), Buffer.from('and the rest')];

/** As Java's clients write it: blocks with their lengths, after a header. */
async function xerial(whole: Buffer): Promise<Buffer> {
  const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  const framed: Buffer[] = [header];
  for (let at = 0; at < whole.length; at += 32_768) {
    const compressed = await snappy.compress(whole.subarray(at, at + 32_768));
    const length = Buffer.alloc(4);
    length.writeInt32BE(compressed.length);
    framed.push(length, compressed);
  }
  return Buffer.concat(framed);
}

/** One byte so many times over, as one block of zstd that says so (RLE), with and without its size in the header. */
function zstdOf(byte: number, times: number, saysSize: boolean): Buffer {
  const magic = [0x28, 0xb5, 0x2f, 0xfd];
  const size = Buffer.alloc(4);
  size.writeUInt32LE(times);
  // Single segment with a size of four bytes; or a window of 8 MiB and no size.
  const header = saysSize ? [0xa0, ...size] : [0x00, 0x68];
  const parts = [Buffer.from([...magic, ...header])];
  const most = 131_072;
  for (let left = times; left > 0; left -= most) {
    const length = Math.min(left, most);
    const word = (length << 3) | (1 << 1) | (left <= most ? 1 : 0);
    parts.push(Buffer.from([word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff, byte]));
  }
  return Buffer.concat(parts);
}

describe('snappy', () => {
  it('is read as Java’s clients frame it', async () =>
    expect(await readSnappy(await xerial(Buffer.concat(blocks)), LIMIT)).toEqual(Buffer.concat(blocks)));

  it('is read without a frame, as librdkafka has it', async () =>
    expect(await readSnappy(await snappy.compress(Buffer.concat(blocks)), LIMIT)).toEqual(
      Buffer.concat(blocks),
    ));
});

describe.each([
  ['gzip', readGzip, (whole: Buffer) => gzip(whole)],
  ['snappy', readSnappy, (whole: Buffer) => snappy.compress(whole)],
  ['snappy in blocks', readSnappy, xerial],
  ['lz4', readLz4, (whole: Buffer) => lz4.compressFrame(whole)],
  ['zstd', readZstd, (whole: Buffer) => Promise.resolve(zstdOf(whole[0]!, whole.length, true))],
  ['zstd of no size', readZstd, (whole: Buffer) => Promise.resolve(zstdOf(whole[0]!, whole.length, false))],
] as const)('%s', (_, read, pack) => {
  it('is read up to its limit', async () => {
    const unpacked = await read(await pack(Buffer.alloc(LIMIT, 'a')), LIMIT);
    expect(unpacked.equals(Buffer.alloc(LIMIT, 'a'))).toBe(true);
  });

  it('is refused beyond its limit', async () =>
    expect(read(await pack(Buffer.alloc(LIMIT + 1, 'a')), LIMIT)).rejects.toThrow(UnpackedTooLargeError));
});

it('knows what any LZ4 frame unpacks to', async () => {
  const texts = fc.array(fc.tuple(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 5_000 })), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(texts, fc.boolean(), fc.boolean(), async (parts, contentChecksum, blockChecksums) => {
      const whole = Buffer.from(parts.map(([text, times]) => text.repeat(times)).join(''));
      expect(lz4Bytes(await lz4.compressFrame(whole, { contentChecksum, blockChecksums }))).toBe(
        whole.length,
      );
    }),
    { numRuns: 50 },
  );
});
