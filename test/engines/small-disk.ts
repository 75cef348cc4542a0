import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';

export const HOW_TO_MOUNT =
  'run on Linux with unshare and nsenter, where user namespaces are allowed, or as root: a tmpfs is mounted';

/** In a namespace of its own: nothing is mounted on the machine itself, and nothing is left when the processes end. */
const NAMESPACE = ['--user', '--map-root-user', '--mount'];

/** Whether a disk of a few megabytes can be had here. */
export const canMount = (): boolean =>
  spawnSync('unshare', [...NAMESPACE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    .status === 0 && spawnSync('nsenter', ['--version'], { stdio: 'ignore' }).status === 0;

/** A directory that is a disk of its own, small enough to be filled, for the processes that are started through it. */
export class SmallDisk {
  private constructor(
    private readonly holder: ChildProcess,
    private readonly mountPoint: string,
  ) {}

  static async mount(mountPoint: string, megabytes: number): Promise<SmallDisk> {
    const script = `mount -t tmpfs -o size=${megabytes}m tmpfs "$1" && touch "$1/mounted" && exec sleep 3600`;
    const holder = spawn('unshare', [...NAMESPACE, 'sh', '-c', script, 'sh', mountPoint], {
      stdio: 'ignore',
    });
    const disk = new SmallDisk(holder, mountPoint);
    await eventually('the small disk is mounted', () => existsSync(join(disk.path, 'mounted')));
    return disk;
  }

  /** The disk as seen from outside. */
  get path(): string {
    return `/proc/${this.holder.pid}/root${this.mountPoint}`;
  }

  /** What a process that shall see the disk is started by. */
  get through(): string[] {
    return ['nsenter', '--target', `${this.holder.pid}`, '--user', '--mount', '--preserve-credentials'];
  }

  /** Leaves not a byte free. */
  async fill(): Promise<void> {
    const filler = await open(join(this.path, 'filler'), 'w');
    try {
      for (let size = 1_048_576; size >= 1; size = size / 16)
        await writeUntilFull(filler, Buffer.alloc(size));
    } finally {
      await filler.close();
    }
  }

  async free(): Promise<void> {
    await rm(join(this.path, 'filler'));
  }

  async unmount(): Promise<void> {
    const ended = once(this.holder, 'exit');
    this.holder.kill('SIGKILL');
    await ended;
  }
}

async function writeUntilFull(
  file: { write(chunk: Buffer): Promise<unknown> },
  chunk: Buffer,
): Promise<void> {
  try {
    for (;;) await file.write(chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
