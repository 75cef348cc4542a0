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
  // Without its workers as processes of their own.
  apache: (dir: string, file: string) => ['apache2', '-X', '-d', dir, '-f', file],
  // As the user who starts it, who alone may read the directory.
  varnish: (dir: string, file: string, port: number) =>
    `varnishd -j none -F -T none -p http_req_hdr_len=16k -p http_req_size=32k -a 127.0.0.1:${port}`
      .split(' ')
      .concat('-f', file, '-n', join(dir, 'varnish')),
  caddy: (_dir: string, file: string) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
} satisfies Record<string, (dir: string, file: string, port: number) => string[]>;

export type ProxyName = keyof typeof COMMANDS;

export function hasProxy(name: ProxyName): boolean {
  const [command] = COMMANDS[name]('', '', 0) as [string];
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore', env: { PATH } }).status === 0;
}

export type Proxy = { address: string; close(): Promise<void> };

/** @param configuration the whole file; it listens on `port` of loopback */
export async function startProxy(name: ProxyName, configuration: string, port: number): Promise<Proxy> {
  const dir = await mkdtemp(join(tmpdir(), `support-access-${name}-`));
  const file = join(dir, 'proxy.conf');
  await writeFile(file, configuration);
  const logFile = join(dir, 'proxy.log');
  const log = openSync(logFile, 'a');
  const [command, ...args] = COMMANDS[name](dir, file, port) as [string, ...string[]];
  const child = spawn(command, args, {
    cwd: dir,
    stdio: ['ignore', log, log],
    detached: true,
    env: { PATH, HOME: dir },
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
