import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../cli.js';

const FILE = 'read-models.db';

/**
 * A directory beside the live read models, so on the same disk, of the process that replays. What a process left that was
 * killed is taken for nothing: the next one removes it.
 */
export class Workplace {
  readonly directory: string;

  /** @param liveFile the live read models; when those are on a server, a path where there is room */
  constructor(liveFile: string, pid = process.pid) {
    const beside = `${resolve(liveFile).replace(/\.db$/, '')}${MARK}`;
    removeAbandoned(beside);
    this.directory = `${beside}${pid}`;
    rmSync(this.directory, { recursive: true, force: true });
    mkdirSync(this.directory, { recursive: true });
  }

  get url(): string {
    return `sqlite:${join(this.directory, FILE)}`;
  }

  /** Gives it the name under which it is kept, all at once. @throws UsageError if there is something of that name */
  keep(as: string): void {
    checkFree(as);
    renameSync(this.directory, resolve(as));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const MARK = '.replay-';

/** @throws UsageError if something has that name */
export function checkFree(path: string): void {
  if (existsSync(path)) throw new UsageError(`--keep: ${path} is there already`);
  if (!existsSync(dirname(resolve(path))))
    throw new UsageError(`--keep: ${dirname(resolve(path))} is not there`);
}

function removeAbandoned(beside: string): void {
  const directory = dirname(beside);
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    const pid = name.startsWith(basename(beside)) ? name.slice(basename(beside).length) : '';
    if (/^\d+$/.test(pid) && !isRunning(Number(pid)))
      rmSync(join(directory, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
