import kafkajs from 'kafkajs';
import lz4 from 'lz4-napi';
import snappy from 'snappy';
import { ZSTDDecoder } from 'zstddec/stream';

const { CompressionCodecs, CompressionTypes } = kafkajs;

type Decompress = (compressed: Buffer) => Buffer | Promise<Buffer>;

/**
 * kafkajs reads gzip only, and one message in another compression ends its consumer for good: what producers send is not ours
 * to choose, so all that Kafka knows is read. We send nothing compressed.
 */
export function registerDecompression(): void {
  CompressionCodecs[CompressionTypes.Snappy] = codec('snappy', readSnappy);
  CompressionCodecs[CompressionTypes.LZ4] = codec('lz4', (compressed) => lz4.decompressFrame(compressed));
  CompressionCodecs[CompressionTypes.ZSTD] = codec('zstd', readZstd);
}

const codec = (name: string, decompress: Decompress) => () => ({
  compress: () => {
    throw new Error(`sending in ${name} is not supported`);
  },
  decompress,
});

/** Java's clients frame snappy as the xerial library does (magic, two versions, then length-prefixed blocks); librdkafka does not. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_HEADER_BYTES = 16;

export async function readSnappy(compressed: Buffer): Promise<Buffer> {
  if (!compressed.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return uncompress(compressed);
  const blocks: Promise<Buffer>[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < compressed.length;) {
    const start = at + 4;
    const end = start + compressed.readInt32BE(at);
    blocks.push(uncompress(compressed.subarray(start, end)));
    at = end;
  }
  return Buffer.concat(await Promise.all(blocks));
}

const uncompress = (block: Buffer): Promise<Buffer> =>
  snappy.uncompress(block, { asBuffer: true }) as Promise<Buffer>;

const zstd = new ZSTDDecoder();

async function readZstd(compressed: Buffer): Promise<Buffer> {
  await zstd.init();
  const { buffer, byteOffset, byteLength } = zstd.decode(compressed);
  return Buffer.from(buffer, byteOffset, byteLength);
}
