import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { endProcess, hasStarted } from './server-process.js';

/** Where Debian puts them, which is not in the path of everybody. */
const PATH = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;

/** How each is started in the foreground, on files of its own, as one process that a signal ends. */
const COMMANDS = {
  nginx: (dir: string, file: string) => ['nginx', '-p', dir, '-e', join(dir, 'proxy.log'), '-c', file],
  haproxy: (_dir: string, file: string) => ['haproxy', '-db', '-f', file],
} satisfies Record<string, (dir: string, file: string) => string[]>;

export type ProxyName = keyof typeof COMMANDS;

export const hasProxy = (name: ProxyName): boolean =>
  spawnSync(name, ['-v'], { stdio: 'ignore', env: { PATH } }).status === 0;

export type Proxy = { address: string; close(): Promise<void> };

/** @param configuration the whole file; it listens on `port` of loopback */
export async function startProxy(name: ProxyName, configuration: string, port: number): Promise<Proxy> {
  const dir = await mkdtemp(join(tmpdir(), `support-access-${name}-`));
  const file = join(dir, 'proxy.conf');
  await writeFile(file, configuration);
  const logFile = join(dir, 'proxy.log');
  const log = openSync(logFile, 'a');
  const [command, ...args] = COMMANDS[name](dir, file) as [string, ...string[]];
  const child = spawn(command, args, {
    cwd: dir,
    stdio: ['ignore', log, log],
    detached: true,
    env: { PATH },
  });
  closeSync(log);
  const server = { name, child, logFile, dir, ownerPid: process.pid, killedBy: 'KILL' } as const;
  // Neither says when it listens.
  await hasStarted(server, '');
  const instead = (): string => readFileSync(logFile, 'utf8').slice(-2_000);
  await eventually(`${name} listens`, () => isOpen(port), { instead });
  return {
    address: `http://127.0.0.1:${port}`,
    close: async () => {
      await endProcess(child, 'SIGKILL');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
