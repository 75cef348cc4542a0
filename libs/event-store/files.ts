import { randomUUID } from 'node:crypto';
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A file or directory cannot be used as it is: an operator has to change that. */
export class FileAccessError extends Error {
  readonly code = 'FILE_ACCESS';
  constructor(
    readonly path: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${path} ${reason}`, options);
  }
}

const REASONS: Partial<Record<string, string>> = {
  EACCES: 'this user has no right to it',
  EPERM: 'this user has no right to it',
  EROFS: 'its file system is read-only',
  ENOTDIR: 'a part of its path is a file',
  ENOENT: 'a part of its path does not exist and cannot be made',
  ENOSPC: 'its disk is full',
};

const inWords = (error: unknown): string => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
};

/**
 * Makes a directory and those above it, for this user alone. One at a time, because Node's recursive `mkdir` never returns
 * where a directory is there in which nobody can make one, such as /proc.
 * @throws FileAccessError
 */
export function makeDirectory(directory: string): void {
  const path = resolve(directory);
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Of two processes that start together one is first.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new FileAccessError(path, `cannot be made: ${inWords(error)}`, { cause: error });
  }
}

/**
 * Called before a SQLite file is opened for writing: makes its directory. SQLite itself says no more than that it cannot
 * open a file, and writes others beside it.
 * @throws FileAccessError naming the directory or the file
 */
export function requireWritable(file: string): void {
  const directory = dirname(resolve(file));
  makeDirectory(directory);
  requireNewFile(directory);
  if (!existsSync(file)) return;
  if (!statSync(file).isFile()) throw new FileAccessError(file, 'is not a file');
  requireAccess(file, constants.R_OK | constants.W_OK, 'cannot be written to');
}

/**
 * Makes a file and removes it again: by its rights root may write to /sys, and yet can make no file there. A full disk is no
 * fault here: a service that starts on one still takes revocations.
 */
function requireNewFile(directory: string): void {
  const probe = join(directory, `.writable-${randomUUID()}`);
  try {
    closeSync(openSync(probe, 'wx', 0o600));
    rmSync(probe);
  } catch (error) {
    if (['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
    throw new FileAccessError(directory, `cannot be written to: ${inWords(error)}`, { cause: error });
  }
}

function requireAccess(path: string, mode: number, fault: string): void {
  try {
    accessSync(path, mode);
  } catch (error) {
    throw new FileAccessError(path, `${fault}: ${inWords(error)}`, { cause: error });
  }
}
