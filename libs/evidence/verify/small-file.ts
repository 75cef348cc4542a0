import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { BundleSource } from '../bundle/bundle-source.js';

/** A manifest and a checkpoint are a few hundred bytes. */
const MAX_BYTES = 1 << 20;

/** @returns undefined if it is no text, or too large to be what it should be */
export async function readSmallFile(
  source: BundleSource,
  file: string,
): Promise<{ text: string | undefined; sha256: string }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source.read(file)) {
    chunks.push(chunk);
    if ((length += chunk.length) > MAX_BYTES) break;
  }
  const bytes = Buffer.concat(chunks);
  const isText = length <= MAX_BYTES && isUtf8(bytes);
  return { text: isText ? bytes.toString('utf8') : undefined, sha256: hash('sha256', bytes) };
}
