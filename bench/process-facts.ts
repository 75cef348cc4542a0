import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The kernel's tick for user programs, on every Linux. */
const TICK_MS = 10;
/** In a second: timers alone take less. */
const IDLE_MS = 50;

/** The CPU time that a process took so far, all threads, in ms; undefined where the system does not tell. */
export function cpuMsOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  // After the name, which may hold anything: utime and stime are the 14th and 15th field of all.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resolves when a process has come to rest: a start leaves things to do in the background. */
export async function untilIdle(pid: number | undefined): Promise<void> {
  for (let before = cpuMsOf(pid); ;) {
    await sleep(1_000);
    const now = cpuMsOf(pid);
    if (now === undefined || before === undefined || now - before < IDLE_MS) return;
    before = now;
  }
}

/** Resident memory in MiB: the most at any time, and now by kind; not numbers where the system does not tell. */
export type Resident = { peakMiB: number; anonymousMiB: number; fileMiB: number };

export function residentOf(pid: number | undefined): Resident {
  const file = `/proc/${pid}/status`;
  const status = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const mib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { peakMiB: mib('VmHWM'), anonymousMiB: mib('RssAnon'), fileMiB: mib('RssFile') };
}

export const shownResident = ({ anonymousMiB, fileMiB }: Resident): string =>
  `at the end ${anonymousMiB.toFixed(0)} MiB of its own and ${fileMiB.toFixed(0)} MiB of mapped files`;
