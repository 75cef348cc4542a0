import { existsSync, readFileSync } from 'node:fs';

/** The kernel's tick for user programs, on every Linux. */
const TICK_MS = 10;

/** The CPU time that a process took so far, all threads, in ms; undefined where the system does not tell. */
export function cpuMsOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  // After the name, which may hold anything: utime and stime are the 14th and 15th field of all.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The most memory that a process had resident at any time, in MiB; undefined where the system does not tell. */
export function peakRssMiBOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}
