import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { programEnv } from './program-env.js';

const ENTRY = resolve('dist/apps/admin/main.js');

export type Ended = { code: number | null; stdout: string; stderr: string };

/** The built command line as a process, with nothing of the surroundings but what a program needs to run. */
export function launchAdmin(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is not there: npm run build`);
  return spawn(process.execPath, ['--enable-source-maps', ENTRY, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...programEnv(), ...env },
  });
}

/** Runs it to its end: for what admin.ts cannot do. */
export const adminProcess = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  ended(launchAdmin(args, env));

/** The same in a shell, where it is the function `support-access`; with `terminal`, at a terminal of its own. */
export function inShell(
  script: string,
  env: Record<string, string> = {},
  { terminal = false } = {},
): Promise<Ended> {
  const text = `set -o pipefail; support-access() { '${process.execPath}' '${ENTRY}' "$@"; }; ${script}`;
  const [command, ...args] = terminal
    ? ['script', '-qefc', `bash -c ${quoted(text)}`, '/dev/null']
    : ['bash', '-c', text];
  const variables = { ...programEnv(), TERM: 'xterm', SHELL: '/bin/bash', ...env };
  return ended(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: variables }));
}

/** Collects what a process says until it is over. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
