import snappy from 'snappy';
import { readSnappy } from './compression.js';

/** As Java's clients write it: blocks with their lengths, after a header. */
async function xerial(blocks: readonly Buffer[]): Promise<Buffer> {
  const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  const framed = await Promise.all(
    blocks.map(async (block) => {
      const compressed = await snappy.compress(block);
      const length = Buffer.alloc(4);
      length.writeInt32BE(compressed.length);
      return Buffer.concat([length, compressed]);
    }),
  );
  return Buffer.concat([header, ...framed]);
}

describe('snappy', () => {
  const blocks = [Buffer.alloc(32_768, 'a'), Buffer.from('and the rest')];

  it('is read as Java’s clients frame it', async () => {
    expect(await readSnappy(await xerial(blocks))).toEqual(Buffer.concat(blocks));
  });

  it('is read without a frame, as librdkafka has it', async () => {
    expect(await readSnappy(await snappy.compress(Buffer.concat(blocks)))).toEqual(Buffer.concat(blocks));
  });
});
