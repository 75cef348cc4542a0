import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { openEventReader } from '#event-store';
import { openReadModelQueries } from '#read-models';
import { cpuMsOf } from '../process-facts.js';
import { urls } from '../service-process.js';
import { countRecords, namesOf } from './topics.js';

/** Rare: each look is a question to the broker that is being measured. */
const POLL_MS = 50;
/** Nothing new for so long: something is wrong. */
const PATIENCE_MS = 60_000;

/** What went through. `cpuUs`: of one process, all threads, a message. */
export type Through = { perSecond: number; cpuUs: number };

export type Timed = {
  prefix: string;
  /** Whose CPU time is counted. */
  pid: number | undefined;
  /** The clock starts when so many results are there. */
  warmUp: number;
  /** And stops when so many results and so many events are: every command of the workload leaves exactly one event. */
  count: number;
  /** Whether what else follows has followed. */
  followed?: () => Promise<boolean>;
};

export async function timed(admin: Admin, { prefix, pid, warmUp, count, followed }: Timed): Promise<Through> {
  const { results, events } = namesOf(prefix);
  let from: { at: number; cpuMs: number; done: number } | undefined;
  let progressAt = performance.now();
  for (let last = 0; ;) {
    const done = await countRecords(admin, results);
    const at = performance.now();
    const cpuMs = cpuMsOf(pid) ?? Number.NaN;
    if (done > last) [last, progressAt] = [done, at];
    if (done >= warmUp) from ??= { at, cpuMs, done };
    const isDone =
      done >= count && (await countRecords(admin, events)) >= count && (await followed?.()) !== false;
    if (isDone && from !== undefined) return between(from, count, cpuMsOf(pid) ?? Number.NaN);
    if (at - progressAt > PATIENCE_MS)
      throw new Error(`${done} of ${count} results, and then none for a minute`);
    await sleep(POLL_MS);
  }
}

function between(from: { at: number; cpuMs: number; done: number }, count: number, cpuMs: number): Through {
  const messages = count - from.done;
  return {
    perSecond: (messages * 1000) / (performance.now() - from.at),
    cpuUs: ((cpuMs - from.cpuMs) * 1000) / messages,
  };
}

export async function readModelsKnowAll(directory: string): Promise<boolean> {
  const { EVENT_STORE_URL, READ_MODEL_URL } = urls(directory);
  const reader = await openEventReader(EVENT_STORE_URL);
  const queries = await openReadModelQueries(READ_MODEL_URL);
  try {
    return (await queries.position()) >= (await reader.head());
  } finally {
    await queries.close();
    await reader.close();
  }
}
