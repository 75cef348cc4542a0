import { statSync } from 'node:fs';
import { LogReplacedError } from '../errors.js';

/** What tells a file from another one at the same path; crosses from thread to thread. */
export type FileId = { device: bigint; inode: bigint };

/** @throws NodeJS.ErrnoException when there is no such file */
export function fileIdOf(file: string): FileId {
  const { dev, ino } = statSync(file, { bigint: true });
  return { device: dev, inode: ino };
}

/**
 * Whether the file that is open is still the one at its path. An open file that was renamed, replaced or deleted takes
 * writes as before, and nobody will find them. One `stat`, 2 µs.
 */
export class FileIdentity {
  /** @param id of the file that is open; default: of the one that is at the path now */
  constructor(
    private readonly file: string,
    readonly id: FileId = fileIdOf(file),
  ) {}

  /** @returns why the file is not the same, as a sentence without a full stop; undefined while it is */
  difference(): string | undefined {
    try {
      const { device, inode } = fileIdOf(this.file);
      if (device === this.id.device && inode === this.id.inode) return undefined;
      return `${this.file} is another file than the one that was opened`;
    } catch (error) {
      return `${this.file} was renamed or deleted while it was open (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
    }
  }

  /** @throws LogReplacedError */
  requireSame(): void {
    const difference = this.difference();
    if (difference !== undefined) throw new LogReplacedError(difference);
  }
}
