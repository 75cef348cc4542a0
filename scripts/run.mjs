// Starts programs from a script so that a signal that only the script received reaches them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the repository, and ends this process with its status when it fails or when a signal came meanwhile. */
export async function run(command, args, options = {}) {
  const { status, signalled } = await ended(command, args, { cwd: root, ...options });
  if (status !== 0 || signalled) process.exit(status || 128 + constants.signals[signalled]);
}

/** Runs a command in place of this process: it has the same streams, gets the same signals, and its status is this one's. */
export async function become(command, args, options = {}) {
  process.exit((await ended(command, args, options)).status);
}

/**
 * Runs a command to its end and passes signals on to it.
 * @returns its `status`, which is 128 + n when signal n ended it, and the last signal that came, if any, as `signalled`
 */
async function ended(command, args, options) {
  let signalled;
  const pass = (signal) => child.kill((signalled = signal));
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  // Before it starts: who sees that it runs may send a signal at once.
  for (const signal of signals) process.on(signal, pass);
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const [status, endedBy] = await once(child, 'exit').catch(({ message }) => {
    console.error(message);
    return [127];
  });
  for (const signal of signals) process.off(signal, pass);
  return { status: status === null ? 128 + constants.signals[endedBy] : status, signalled };
}
