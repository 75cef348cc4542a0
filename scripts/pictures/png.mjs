// Makes the pictures of the browser small: at most 256 colours, packed as tightly as zlib can.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const MOST_COLOURS = 256;

/** @param png of 8 bits a channel, in RGB or RGBA, not interlaced; what is transparent in it is lost @returns the same with a palette */
export function withPalette(png) {
  const { width, height, pixels } = decoded(png);
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = paletteOf([...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || a - b));
  const places = new Map(palette.map((colour, place) => [colour, place]));
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((colour, n) => {
    if (!places.has(colour)) places.set(colour, nearest(palette, colour));
    rows[n + Math.floor(n / width) + 1] = places.get(colour);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A colour is one number, 0xrrggbb. */
function decoded(png) {
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const parts = [];
  for (let at = SIGNATURE.length; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  let above = Buffer.alloc(stride);
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const begin = y * (stride + 1);
    const row = unfiltered(raw[begin], raw.subarray(begin + 1, begin + 1 + stride), above, channels);
    for (let x = 0; x < width; x++)
      pixels[y * width + x] =
        (row[x * channels] << 16) | (row[x * channels + 1] << 8) | row[x * channels + 2];
    above = row;
  }
  return { width, height, pixels };
}

/** A line as it was before one of PNG's five filters. */
function unfiltered(filter, line, above, channels) {
  const row = Buffer.from(line);
  for (let i = 0; i < row.length; i++) {
    const [left, up, corner] =
      i < channels ? [0, above[i], 0] : [row[i - channels], above[i], above[i - channels]];
    row[i] += [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
  }
  return row;
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Those that differ most from the commoner ones before them: a small dot may have a colour of its own. @param colours commonest first */
function paletteOf(colours) {
  for (let apart = 0; ; apart = apart * 1.5 + 4) {
    const palette = [];
    for (const colour of colours)
      if (palette.every((other) => distance(colour, other) > apart)) palette.push(colour);
    if (palette.length <= MOST_COLOURS) return palette;
  }
}

const nearest = (palette, colour) =>
  palette.reduce(
    (best, other, place) => (distance(other, colour) < distance(palette[best], colour) ? place : best),
    0,
  );

/** Squared, as colours are seen: least in blue. */
function distance(one, other) {
  const [red, green, blue] = [16, 8, 0].map((bits) => ((one >> bits) & 255) - ((other >> bits) & 255));
  return 2 * red ** 2 + 4 * green ** 2 + blue ** 2;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
