import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { DamageFound } from '../verify/verification.js';
import { damaged } from '../verify/verification.js';

/** A message is at most 64 KiB, and an event not much more: this is a bound, not a limit that anyone meets. */
const MAX_LINE_BYTES = 1 << 22;
const LF = 0x0a;

/** The lines of a file of UTF-8 text, each ended by LF, and the file's hash at the end. */
export class FileLines {
  readonly #bytes: AsyncIterable<Buffer>;
  readonly #hash = createHash('sha256');
  #before = 0;

  constructor(
    readonly file: string,
    bytes: AsyncIterable<Buffer>,
  ) {
    this.#bytes = bytes;
  }

  /** Lower-case hex. Asked for once, when all is read. */
  sha256(): string {
    return this.#hash.digest('hex');
  }

  /** Without their LF, many at a time: one at a time would cost a promise each. */
  async *blocks(): AsyncGenerator<readonly string[]> {
    let rest: Buffer | undefined;
    for await (const chunk of this.#bytes) {
      if (chunk.length === 0) continue;
      this.#hash.update(chunk);
      const end = chunk.lastIndexOf(LF);
      if (end < 0) rest = joined(rest, chunk);
      else {
        yield* this.#linesOf(joined(rest, chunk.subarray(0, end)));
        rest = end + 1 === chunk.length ? undefined : chunk.subarray(end + 1);
      }
      if (rest !== undefined && rest.length > MAX_LINE_BYTES)
        throw this.#malformed('is longer than any event');
    }
    if (rest !== undefined) throw this.#malformed('has no end: it was cut off');
  }

  async *lines(): AsyncGenerator<string> {
    for await (const block of this.blocks()) yield* block;
  }

  *#linesOf(block: Buffer): Generator<readonly string[]> {
    if (isAscii(block)) return yield* this.#counted(block.toString('latin1'));
    if (isUtf8(block)) return yield* this.#counted(block.toString('utf8'));
    // What stands before the line that is no text is looked at first: it may be damaged, too.
    for (let begin = 0; ;) {
      const line = block.subarray(begin, block.indexOf(LF, begin));
      if (!isUtf8(line)) throw this.#malformed('is not UTF-8');
      yield* this.#counted(line.toString('utf8'));
      begin += line.length + 1;
    }
  }

  *#counted(text: string): Generator<readonly string[]> {
    const lines = text.split('\n');
    yield lines;
    this.#before += lines.length;
  }

  #malformed(what: string): DamageFound {
    const line = this.#before + 1;
    return damaged('LINE_MALFORMED', { file: this.file, line }, `line ${line} of ${this.file} ${what}`);
  }
}

const joined = (rest: Buffer | undefined, more: Buffer): Buffer =>
  rest === undefined ? more : Buffer.concat([rest, more]);
