import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Ended } from './program.js';
import { Program } from './program.js';
import { programEnv } from './program-env.js';

const ENTRY = resolve('dist/apps/admin/main.js');

/** The built command line as a process. */
export const launchAdmin = (args: readonly string[], env: Record<string, string> = {}): Program =>
  Program.launch('admin/main.js', { args, env });

/** Runs it to its end: for what admin.ts cannot do. */
export const adminProcess = (args: readonly string[], env?: Record<string, string>): Promise<Ended> =>
  launchAdmin(args, env).toEnd();

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
  return new Program(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: variables })).toEnd();
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
