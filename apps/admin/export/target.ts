import type { Stats } from 'node:fs';
import { existsSync, lstatSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MANIFEST_FILE } from '#evidence';
import { UsageError } from '../cli.js';

/** Where an export goes, and where it is until it is complete: beside that, on the same disk. */
export class Target {
  readonly path: string;
  /** What is not complete yet. */
  readonly part: string;
  /** How far that is. */
  readonly state: string;

  constructor(
    path: string,
    private readonly mayReplace: boolean,
  ) {
    this.path = resolve(path);
    this.part = `${this.path}.part`;
    this.state = `${this.path}.part.json`;
  }

  /** @throws UsageError if there is something of that name that is not to be replaced */
  check(): void {
    const directory = dirname(this.path);
    if (!existsSync(directory)) throw new UsageError(`${directory} is not there`);
    const there = lstatSync(this.path, { throwIfNoEntry: false });
    if (there === undefined) return;
    if (!this.mayReplace) throw new UsageError(`${this.path} exists already; --force replaces it`);
    if (!isOurs(this.path, there))
      throw new UsageError(`${this.path} is neither a file nor a bundle: it is not replaced`);
  }

  /** Gives what is complete its name: whole or not at all. */
  async publish(): Promise<void> {
    this.check();
    const there = lstatSync(this.path, { throwIfNoEntry: false });
    // A directory cannot be renamed onto another one that holds something.
    const old = join(dirname(this.path), `.${basename(this.path)}.replaced`);
    if (there?.isDirectory() === true) {
      await rm(old, { recursive: true, force: true });
      await rename(this.path, old);
    }
    await rename(this.part, this.path);
    await syncDirectory(dirname(this.path));
    await rm(old, { recursive: true, force: true });
  }

  discard(): void {
    rmSync(this.part, { recursive: true, force: true });
  }
}

const isOurs = (path: string, there: Stats): boolean =>
  there.isFile() || (there.isDirectory() && existsSync(join(path, MANIFEST_FILE)));

/** So that a name is there after a power failure, too. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
