const MAGIC = 0x184d2204;
const HAS_BLOCK_CHECKSUM = 0x10;
const HAS_CONTENT_SIZE = 0x08;
const HAS_CONTENT_CHECKSUM = 0x04;
const HAS_DICTIONARY = 0x01;
const NOT_COMPRESSED = 0x80000000;

/**
 * The unpacked size of an LZ4 frame in bytes, computed without unpacking it: the library has no limit, and the size in the frame's
 * header is optional and cannot be trusted.
 * @throws RangeError when the frame is cut short
 */
export function lz4Bytes(frame: Buffer): number {
  let total = 0;
  let at = 0;
  while (at < frame.length) {
    if (frame.readUInt32LE(at) !== MAGIC) throw new Error('is not an LZ4 frame');
    const flags = frame.readUInt8(at + 4);
    // Magic, flags, block size; header checksum.
    at += 7 + (flags & HAS_CONTENT_SIZE ? 8 : 0) + (flags & HAS_DICTIONARY ? 4 : 0);
    for (;;) {
      const size = frame.readUInt32LE(at);
      at += 4;
      if (size === 0) break;
      const bytes = size & 0x7fffffff;
      total += size >= NOT_COMPRESSED ? bytes : blockBytes(frame, at, at + bytes);
      at += bytes + (flags & HAS_BLOCK_CHECKSUM ? 4 : 0);
    }
    if (flags & HAS_CONTENT_CHECKSUM) at += 4;
  }
  return total;
}

/** A block is a row of sequences: a token, literals, and a match that repeats what came before. The last has no match. */
function blockBytes(frame: Buffer, start: number, end: number): number {
  let bytes = 0;
  let at = start;
  const length = (nibble: number): number => {
    let sum = nibble;
    if (nibble === 15)
      for (let byte = 255; byte === 255;) {
        byte = frame.readUInt8(at++);
        sum += byte;
      }
    return sum;
  };
  while (at < end) {
    const token = frame.readUInt8(at++);
    const literals = length(token >> 4);
    at += literals;
    bytes += literals;
    if (at >= end) break;
    at += 2;
    bytes += 4 + length(token & 15);
  }
  return bytes;
}
