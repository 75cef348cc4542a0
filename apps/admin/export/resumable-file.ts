import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** The written part of a file, in whole blocks. */
export type Written<Mark> = {
  /** Bytes of the file, after compression. */
  bytes: number;
  /** Lower-case hex SHA-256 of those bytes. */
  sha256: string;
  /** The place from which a resumed export continues. */
  mark: Mark;
};

/**
 * Characters per block. In a compressed file each block is a gzip member of its own, and concatenated members are a gzip file, so that blocks
 * are compressed independently, on other cores.
 */
const BLOCK_CHARACTERS = 1 << 20;
const compress = promisify(gzip);

/**
 * A file that is written once from front to back, perhaps by several processes one after another. The text alone decides where blocks end, so
 * the bytes do not depend on where an export was resumed.
 */
export class ResumableFile<Mark> {
  #text = '';
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly handle: FileHandle,
    private readonly isCompressed: boolean,
    private readonly hash: Hash,
    private settled: { bytes: number; hash: Hash; mark: Mark },
  ) {}

  /** Empty, whatever was there. @param mark where one begins */
  static async create<Mark>(path: string, isCompressed: boolean, mark: Mark): Promise<ResumableFile<Mark>> {
    const hash = createHash('sha256');
    const settled = { bytes: 0, hash: hash.copy(), mark };
    return new ResumableFile(await open(path, 'w'), isCompressed, hash, settled);
  }

  /** To go on after what was written. @returns nothing if the file does not hold that */
  static async reopen<Mark>(
    path: string,
    isCompressed: boolean,
    { bytes, sha256, mark }: Written<Mark>,
  ): Promise<ResumableFile<Mark> | undefined> {
    const handle = await openExisting(path);
    if (handle === undefined) return undefined;
    const hash = await hashOf(handle, bytes);
    if (hash?.copy().digest('hex') !== sha256) {
      await handle.close();
      return undefined;
    }
    // What came after may be half a block.
    await handle.truncate(bytes);
    return new ResumableFile(handle, isCompressed, hash, { bytes, hash: hash.copy(), mark });
  }

  /** Bytes in whole blocks so far. */
  get bytes(): number {
    return this.settled.bytes;
  }

  /** @returns whether a block is complete with it */
  append(text: string): boolean {
    this.#text += text;
    return this.#text.length >= BLOCK_CHARACTERS;
  }

  /** Sends the block on its way; resolves when there is room for the next one. */
  async endBlock(mark: Mark): Promise<void> {
    const block = Buffer.from(this.#text);
    this.#text = '';
    await this.#writing;
    this.#writing = this.#write(block, mark);
    // The next caller gets the error; until then the rejection must not count as unhandled.
    this.#writing.catch(() => undefined);
  }

  /**
   * What is in whole blocks by now. The system has it, so it outlives this process; whether it outlives the system is what
   * {@link reopen} finds out by its hash. To wait for the disk here would take as long as all of the writing.
   */
  get written(): Written<Mark> {
    const { bytes, hash, mark } = this.settled;
    return { bytes, sha256: hash.copy().digest('hex'), mark };
  }

  /** Writes the rest and makes all of it durable. */
  async finish(mark: Mark): Promise<Written<Mark>> {
    // A gzip file has one member at least.
    if (this.#text !== '' || (this.isCompressed && this.settled.bytes === 0)) await this.endBlock(mark);
    await this.#writing;
    await this.handle.datasync();
    await this.handle.close();
    return { ...this.written, mark };
  }

  /** Lets go of it as it is, with every whole block in it. */
  async abandon(): Promise<Written<Mark>> {
    await this.#writing.catch(() => undefined);
    await this.handle.close();
    return this.written;
  }

  async #write(block: Buffer, mark: Mark): Promise<void> {
    const bytes = this.isCompressed ? await compress(block) : block;
    const begin = this.settled.bytes;
    let done = 0;
    while (done < bytes.length)
      done += (await this.handle.write(bytes, done, bytes.length - done, begin + done)).bytesWritten;
    this.hash.update(bytes);
    this.settled = { bytes: begin + bytes.length, hash: this.hash.copy(), mark };
  }
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Of the first so many bytes; nothing if there are fewer. */
async function hashOf(handle: FileHandle, bytes: number): Promise<Hash | undefined> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1 << 20);
  for (let at = 0; at < bytes;) {
    const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, bytes - at), at);
    if (bytesRead === 0) return undefined;
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash;
}
