import { promisify } from 'node:util';
import zlib from 'node:zlib';
import kafkajs from 'kafkajs';
import lz4 from 'lz4-napi';
import snappy from 'snappy';
import { lz4Bytes } from './lz4-bytes.js';

const { CompressionCodecs, CompressionTypes } = kafkajs;

/**
 * Maximum unpacked bytes of one record batch (64 MiB): 1 MiB of a hostile message can unpack to gigabytes.
 */
export const MAX_UNPACKED_BYTES = 67_108_864;

/** The batch unpacks to more than {@link MAX_UNPACKED_BYTES}. */
export class UnpackedTooLargeError extends Error {
  readonly code = 'UNPACKED_TOO_LARGE';
  constructor(readonly limitBytes: number) {
    super(`unpacks to more than ${limitBytes} bytes`);
  }
}

/** @throws UnpackedTooLargeError */
export type Unpack = (packed: Buffer, limitBytes: number) => Promise<Buffer>;

/**
 * Registers all compressions of Kafka. kafkajs reads only gzip, and one message in another compression stops its consumer for good;
 * producers choose the compression. Nothing is sent compressed.
 */
export function registerDecompression(): void {
  const codecs = CompressionCodecs as Record<number, () => object>;
  for (const [type, unpack] of UNPACKERS) {
    // kafkajs keeps its own gzip, which can also compress.
    if (unpack === readGzip) continue;
    codecs[type] = () => ({
      compress: () => {
        throw new Error('sending snappy, lz4 and zstd is not supported');
      },
      decompress: (packed: Buffer) => unpack(packed, MAX_UNPACKED_BYTES),
    });
  }
}

/** Java's clients frame snappy as the xerial library does (magic, two versions, then length-prefixed blocks); librdkafka does not. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_HEADER_BYTES = 16;

/** Each block starts with its unpacked size. */
export const readSnappy: Unpack = async (packed, limitBytes) => {
  const blocks: Buffer[] = [];
  if (!packed.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) blocks.push(packed);
  else
    for (let at = XERIAL_HEADER_BYTES; at < packed.length;) {
      const start = at + 4;
      const end = start + packed.readInt32BE(at);
      if (end <= start) throw new Error('a snappy block has no length');
      blocks.push(packed.subarray(start, end));
      at = end;
    }
  if (blocks.reduce((sum, block) => sum + snappyBytes(block), 0) > limitBytes)
    throw new UnpackedTooLargeError(limitBytes);
  const unpacked = blocks.map((block) => snappy.uncompress(block, { asBuffer: true }) as Promise<Buffer>);
  return unpacked.length === 1 ? unpacked[0]! : Buffer.concat(await Promise.all(unpacked));
};

/** The unpacked size of a block: the varint at its start. */
function snappyBytes(block: Buffer): number {
  let bytes = 0;
  for (let at = 0; at < 5; at++) {
    const byte = block[at] ?? 0;
    bytes += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) break;
  }
  return bytes;
}

export const readLz4: Unpack = async (packed, limitBytes) => {
  if (lz4Bytes(packed) > limitBytes) throw new UnpackedTooLargeError(limitBytes);
  return lz4.decompressFrame(packed);
};

type ZlibUnpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const byZlib =
  (unpack: ZlibUnpack): Unpack =>
  async (packed, limitBytes) => {
    try {
      return await unpack(packed, { maxOutputLength: limitBytes });
    } catch (error) {
      const { code } = error as { code?: string };
      throw code === 'ERR_BUFFER_TOO_LARGE' ? new UnpackedTooLargeError(limitBytes) : error;
    }
  };

export const readGzip: Unpack = byZlib(promisify(zlib.unzip) as ZlibUnpack);

export const readZstd: Unpack = byZlib(promisify(zlib.zstdDecompress) as ZlibUnpack);

const UNPACKERS: ReadonlyMap<number, Unpack> = new Map<number, Unpack>([
  [CompressionTypes.GZIP, readGzip],
  [CompressionTypes.Snappy, readSnappy],
  [CompressionTypes.LZ4, readLz4],
  [CompressionTypes.ZSTD, readZstd],
]);

/** By the compression's number in a batch's attributes; absent for batches that are not compressed. */
export const unpackerOf = (compression: number): Unpack | undefined => UNPACKERS.get(compression);
