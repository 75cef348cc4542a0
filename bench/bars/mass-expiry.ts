import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import type { Door } from '#commands';
import { CommandDoor } from '#commands';
import { systemClock } from '#config';
import type { SupportAccessEvent } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import type { EventReader } from '#event-store';
import { openEventStore } from '#event-store';
import { ExpirySaga, openDueListQueries } from '#expiry';
import { openReadModelQueries } from '#read-models';
import type { Bar } from '../bar.js';
import type { Finding } from '../finding.js';
import { atMost } from '../finding.js';
import { BulkLog } from '../raw/bulk-log.js';
import { RawLog, rowsOf } from '../raw/raw-log.js';
import { percentile } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { granted, loggedIn, ownerOf, updated } from '../workload/history.js';
import { settle } from '../workload/in-flight.js';

const RAW_PER_TRANSACTION = 256;
const POLICY = DEFAULT_POLICY;
const POLL_MS = 50;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Workspaces whose grants go on and are revoked meanwhile, one after each pause. */
const REVOKED = workspaceIds(1_000, 'revoked');
const REVOKE_EVERY_MS = 50;

type Kind = 'grants' | 'sessions';

const END_TYPES = { grants: 'SupportAccessRevoked', sessions: 'SupportSessionEnded' } as const;

/** A million grants, then a million sessions, that are over at one instant: each end recorded once, by the real store, door, due list and saga. */
export const massExpiry: Bar = {
  name: 'mass-expiry',
  title: 'Grants and sessions falling due at once',
  async run({ quick, directory, say }) {
    const count = quick ? 20_000 : 1_000_000;
    const findings: Finding[] = [];
    for (const kind of ['grants', 'sessions'] as const)
      findings.push(...(await measure(kind, count, join(directory, kind), say)));
    return findings;
  },
};

async function measure(
  kind: Kind,
  count: number,
  directory: string,
  say: (line: string) => void,
): Promise<Finding[]> {
  mkdirSync(directory);
  const log = join(directory, 'events.db');
  await BulkLog.write(log, overdue(kind, count));
  const copy = join(directory, 'raw.db');
  copyFileSync(log, copy);
  say(`${count} ${kind}, all past their end`);
  const { seconds, followedSeconds, recorded, streams, before, revokedMs } = await expireAll(
    { kind, count, directory, log },
    say,
  );
  if (recorded !== count || streams !== count)
    throw new Error(`${recorded} ends of ${streams} workspaces were recorded, of ${count} ${kind}`);
  const rawPerSecond = runRaw(log, copy, before, Math.min(count, 200_000));
  rmSync(directory, { recursive: true });
  const ends: Finding = {
    what: `${count} ${kind} due at once, all recorded once`,
    measured: { value: seconds, unit: 's' },
    baseline: {
      what: `raw inserts, ${RAW_PER_TRANSACTION}/transaction`,
      value: count / rawPerSecond,
      unit: 's',
    },
    ratio: count / rawPerSecond / seconds,
    bar: atMost(60),
    note: `until the due list and the read models know, too: ${followedSeconds.toFixed(1)} s; raw measured on at most 200,000 of the same rows`,
  };
  const revocations: Finding = {
    what: `a revocation while ${kind} end: p99`,
    measured: { value: percentile(revokedMs, 0.99), unit: 'ms' },
    note: `${revokedMs.length} owners revoked meanwhile, p50 ${percentile(revokedMs, 0.5).toFixed(1)} ms, at most ${Math.max(...revokedMs).toFixed(0)} ms`,
  };
  return [ends, revocations];
}

/** One grant or one session a workspace, over for a minute; the grants of the sessions go on. */
function* overdue(kind: Kind, count: number): Generator<SupportAccessEvent> {
  const endMs = Date.now() - 60_000;
  const startMs = kind === 'grants' ? endMs - 7 * DAY_MS : endMs - HOUR_MS;
  for (const workspaceId of workspaceIds(count)) {
    const grantId = uuidv7();
    yield updated(workspaceId, startMs);
    yield granted(workspaceId, grantId, startMs, startMs + 7 * DAY_MS);
    if (kind === 'sessions') yield loggedIn(workspaceId, grantId, startMs);
  }
  for (const workspaceId of REVOKED) {
    yield updated(workspaceId, endMs);
    yield granted(workspaceId, uuidv7(), endMs, endMs + DAY_MS);
  }
}

async function expireAll(
  { kind, count, directory, log }: { kind: Kind; count: number; directory: string; log: string },
  say: (line: string) => void,
) {
  const [eventStoreUrl, readModelUrl] = [`sqlite:${log}`, `sqlite:${join(directory, 'read-models.db')}`];
  const store = await openEventStore(eventStoreUrl);
  const before = await store.head();
  // What follows the log does so in a thread of its own, as in the service.
  const worker = new Worker(
    new URL('../../apps/service/workers/projections/projections-worker.js', import.meta.url),
    {
      workerData: { eventStoreUrl, readModelUrl, verifyHours: 24, projector: true, dueList: true },
    },
  );
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  const dueList = await openDueListQueries(readModelUrl);
  const queries = await openReadModelQueries(readModelUrl);
  await followed(store, [dueList, queries]);
  say('in the due list and the read models');
  const door = new CommandDoor(store, systemClock, { policy: POLICY });
  let recorded = 0;
  let refusal: unknown;
  let allRecorded: () => void;
  const done = new Promise<void>((resolve) => (allRecorded = resolve));
  const saga = new ExpirySaga({
    dueList,
    door,
    clock: systemClock,
    observer: {
      executed: (_entry, { outcome }) => {
        if (outcome !== 'accepted') return;
        if (++recorded % 100_000 === 0) say(`${recorded} recorded`);
        if (recorded === count) allRecorded();
      },
      refused: (_entry, error) => (refusal = error),
      failed: (error) => (refusal = error),
    },
  });
  settle();
  const since = performance.now();
  saga.start();
  const revoking = revokeUntil(done, door);
  await done;
  const seconds = (performance.now() - since) / 1000;
  await followed(store, [dueList, queries]);
  const followedSeconds = (performance.now() - since) / 1000;
  const revokedMs = await revoking;
  if (refusal instanceof Error) say(`once refused: ${refusal.message}`);
  await saga.stop();
  worker.postMessage('stop');
  await exited;
  for (const each of [dueList, queries, store]) await each.close();
  return { seconds, followedSeconds, before, revokedMs, ...countEnds(log, kind) };
}

/** What owners do meanwhile. @returns how long each waited for the answer, in ms */
async function revokeUntil(done: Promise<void>, door: Door): Promise<number[]> {
  let isDone = false;
  void done.then(() => (isDone = true));
  const waitedMs: number[] = [];
  for (const workspaceId of REVOKED) {
    const askedAt = performance.now() + REVOKE_EVERY_MS;
    await sleep(REVOKE_EVERY_MS);
    if (isDone) break;
    const { result } = await door.execute({
      commandId: uuidv7(),
      command: {
        type: 'RevokeSupportAccess',
        data: { workspaceId, actor: { id: ownerOf(workspaceId), kind: 'user' } },
      },
      source: { kind: 'http', subject: 'owner' },
    });
    if (result.outcome !== 'accepted') throw new Error(`a revocation was ${result.outcome}`);
    // From when it was due: a busy event loop makes an owner wait, too.
    waitedMs.push(performance.now() - askedAt);
  }
  return waitedMs;
}

/** Waits until each knows the whole log; one that does not exist yet knows nothing. */
async function followed(store: EventReader, followers: { position(): Promise<bigint> }[]): Promise<void> {
  const head = await store.head();
  for (const follower of followers)
    while ((await follower.position().catch(() => -1n)) < head) await sleep(POLL_MS);
}

function countEnds(log: string, kind: Kind): { recorded: number; streams: number } {
  const db = new Database(log, { readonly: true });
  const count = `SELECT count(*) AS recorded, count(DISTINCT stream_id) AS streams FROM events WHERE type = '${END_TYPES[kind]}' AND data ->> 'cause' IN ('expired', 'timed-out')`;
  const counted = db.prepare<[], { recorded: number; streams: number }>(count).get()!;
  db.close();
  return counted;
}

/** @returns events a second */
function runRaw(log: string, copy: string, before: bigint, most: number): number {
  const rows = rowsOf(log, before, most);
  const raw = new RawLog(copy);
  settle();
  const perSecond = raw.insert(rows, RAW_PER_TRANSACTION);
  raw.close();
  return perSecond;
}
