import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, openSync, statSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

// Random, because a file system that compresses would keep no space for anything else.
const CHUNK = randomBytes(1024 * 1024);
/** Given back at a time, so that whatever else fills the disk cannot take all of it at once. */
const STEP_BYTES = 4 * 1024 * 1024;
/** Free space that must be left when the reserve is made again, so that making it fills nothing up. */
const MARGIN_BYTES = 16 * 1024 * 1024;
/** How often a reserve that was given back is made again, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * Space on the log's disk that is taken up by a file, `<file>.reserve`, and given back when the disk is full and a revocation has
 * to be recorded. A mark of free space alone would not do: whatever else writes to the disk does not know of it.
 */
export class DiskReserve {
  readonly #path: string;
  #size: number;
  #triedAt = -RETRY_MS;

  /** @param bytes how large it is to be */
  constructor(
    file: string,
    private readonly bytes: number,
  ) {
    this.#path = `${file}.reserve`;
    this.#size = existsSync(this.#path) ? statSync(this.#path).size : 0;
    this.refill();
  }

  get isWhole(): boolean {
    return this.#size === this.bytes;
  }

  /** Makes what is missing of it when the disk has room for that again; looks at the disk once a second. */
  refill(): void {
    const now = performance.now();
    if (this.isWhole || now - this.#triedAt < RETRY_MS) return;
    this.#triedAt = now;
    const { bavail, bsize } = statfsSync(dirname(this.#path));
    if (bavail * bsize < this.bytes - this.#size + MARGIN_BYTES) return;
    this.#resize((descriptor) => {
      ftruncateSync(descriptor, Math.min(this.#size, this.bytes));
      for (let at = Math.min(this.#size, this.bytes); at < this.bytes;)
        at += writeSync(descriptor, CHUNK, 0, Math.min(CHUNK.length, this.bytes - at), at);
    });
  }

  /** Gives a part of it back. @returns false when there was nothing left to give */
  shrink(): boolean {
    if (this.#size === 0) return false;
    const size = Math.max(0, this.#size - STEP_BYTES);
    this.#resize((descriptor) => ftruncateSync(descriptor, size));
    return true;
  }

  #resize(work: (descriptor: number) => void): void {
    const descriptor = openSync(this.#path, existsSync(this.#path) ? 'r+' : 'w', 0o600);
    try {
      work(descriptor);
    } catch (error) {
      // Others were faster: what was written is kept, and the rest is tried again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(descriptor);
      this.#size = statSync(this.#path).size;
    }
  }
}
