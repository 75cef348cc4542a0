import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

/**
 * Ends a server when its owner is gone, however it went, and then removes the data: no orphan outlives a killed test.
 * $1 owner, $2 server, $3 directory, $4 the signal.
 */
const WATCHDOG = `while kill -0 "$1" && kill -0 "$2"; do sleep 1; done
kill -0 "$1" || { kill "-$4" "$2"; sleep 1; rm -rf "$3"; }`;

/** What the tests start of an engine: a process with a log file, whose owner may be another process than this. */
export type ServerProcess = {
  name: string;
  child: ChildProcess;
  logFile: string;
  /** Removed when the owner is gone. */
  dir: string;
  ownerPid: number;
  /** The signal that ends it at once. */
  killedBy: 'KILL' | 'QUIT';
};

/** Resolves when the log says so. @throws with the end of the log when it ends before, or takes too long */
export async function hasStarted(server: ServerProcess, line: string): Promise<void> {
  const { name, child, logFile, dir, ownerPid, killedBy } = server;
  child.unref();
  spawn('sh', ['-c', WATCHDOG, 'sh', `${ownerPid}`, `${child.pid}`, dir, killedBy], {
    detached: true,
    stdio: 'ignore',
  }).unref();
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await readFile(logFile, 'utf8')).includes(line)) {
    if (hasEnded(child) || Date.now() > deadline) {
      child.kill(`SIG${killedBy}`);
      throw new Error(`${name} did not start:\n${await tail(logFile)}`);
    }
    await delay(50);
  }
}

/** Resolves when it has ended; killed when the signal is not enough. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.ref();
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export const tail = async (file: string): Promise<string> => (await readFile(file, 'utf8')).slice(-2_000);
