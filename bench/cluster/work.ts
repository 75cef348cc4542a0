import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMsOf } from '../process-facts.js';

const POLL_MS = 50;
const PATIENCE_MS = 60_000;

/** What was done while it was looked at, and by whom. */
export type Work = {
  perSecond: number;
  /** Of each process that was asked about, with all its threads: for each item that was done by anybody. */
  cpuUs: number[];
  /** And the part of a core that it used. */
  coreShares: number[];
  /** The part of the machine that anybody used, neighbours too. */
  machineBusy: number;
};

/** Looks on from now until a count has come so far. @throws Error when it stands still for a minute */
export async function observeWork(
  pids: readonly (number | undefined)[],
  count: () => Promise<number>,
  until: number,
): Promise<Work> {
  const from = await now(pids, count);
  let progressAt = performance.now();
  for (let last = from; ;) {
    const at = await now(pids, count);
    if (at.done > last.done) [last, progressAt] = [at, performance.now()];
    if (at.done >= until) return between(from, at);
    if (performance.now() - progressAt > PATIENCE_MS)
      throw new Error(`${at.done} of ${until}, and then none for a minute`);
    await sleep(POLL_MS);
  }
}

type Instant = Awaited<ReturnType<typeof now>>;

async function now(pids: readonly (number | undefined)[], count: () => Promise<number>) {
  const done = await count();
  return { done, at: performance.now(), cpuMs: pids.map((pid) => cpuMsOf(pid) ?? Number.NaN), ...machine() };
}

function between(from: Instant, to: Instant): Work {
  const [done, elapsedMs] = [to.done - from.done, to.at - from.at];
  const cpuMs = to.cpuMs.map((ms, i) => ms - from.cpuMs[i]!);
  return {
    perSecond: (done * 1000) / elapsedMs,
    cpuUs: cpuMs.map((ms) => (ms * 1000) / done),
    coreShares: cpuMs.map((ms) => ms / elapsedMs),
    machineBusy: (to.busyMs - from.busyMs) / (to.busyMs - from.busyMs + to.idleMs - from.idleMs),
  };
}

function machine(): { busyMs: number; idleMs: number } {
  let [busyMs, idleMs] = [0, 0];
  for (const { times } of cpus()) {
    busyMs += times.user + times.nice + times.sys + times.irq;
    idleMs += times.idle;
  }
  return { busyMs, idleMs };
}
