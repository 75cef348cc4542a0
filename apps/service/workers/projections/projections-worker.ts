import { parentPort, workerData } from 'node:worker_threads';
import type { EventReader } from '#event-store';
import { LogReplacedError, openEventReader } from '#event-store';
import type { DueList } from '#expiry';
import { openDueList } from '#expiry';
import { fencedBy, LeaseLostError } from '#leases';
import type { ReadModels } from '#read-models';
import { openReadModelQueries, openReadModels } from '#read-models';
import type { FollowerObserver, LogTarget } from '#derived';
import { BatchingTarget, LogFollower } from '#derived';
import type { LogTree } from '#evidence';
import { openLogTree, requireLogOfTree } from '#evidence';
import { logWarnings } from '../../operations/logging/log-warnings.js';
import { keepDueListMended } from './due-list-upkeep.js';
import { LogVerification } from './log-verification.js';
import type { FollowerReport, ProjectionsMessage, ProjectionsTask } from './worker-messages.js';
import { REPORT_INTERVAL_MS } from './worker-messages.js';

const task = workerData as ProjectionsTask;
const stopping = new AbortController();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, which has no origins
const say = (message: ProjectionsMessage): void => parentPort?.postMessage(message);

parentPort?.once('message', () => stopping.abort());

logWarnings(({ name, message }) => say({ kind: 'log', level: 'warn', message: `${name}: ${message}` }));

const observer: FollowerObserver = {
  failed: (error, retryInMs) =>
    say({ kind: 'log', level: 'warn', message: `${error.message}; again in ${retryInMs} ms` }),
  foreignLog: () =>
    say({ kind: 'log', level: 'warn', message: 'the log is another one than before; built anew' }),
};

type Target = LogTarget & { close(): Promise<void> };

try {
  await fold();
} catch (error) {
  if (error instanceof LogReplacedError) say({ kind: 'replaced', what: error.what });
  else if (error instanceof LeaseLostError) say({ kind: 'fenced' });
  else throw error;
} finally {
  parentPort?.close();
}

async function fold(): Promise<void> {
  const reader = await openEventReader(task.eventStoreUrl);
  const targets = new Map<string, Target>();
  const ended = new AbortController();
  const [begun, caughtUp] = [newGate(), newGate()];
  const checks: Promise<void>[] = [];
  try {
    const { derived, list } = await openTargets(targets, reader);
    const { verifyHours, readModelUrl } = task;
    const verification = derived && new LogVerification({ reader, ...derived, verifyHours, say });
    const follower = new LogFollower(reader, [...targets.values()], {
      ...observer,
      applied: (batch) => {
        begun.open();
        if (batch.caughtUp) caughtUp.open();
      },
    });
    const signal = AbortSignal.any([stopping.signal, ended.signal]);
    // Before the first batch the read models may be of another log, which is then forgotten: nothing is compared with them.
    if (verification) checks.push(begun.passed.then(() => verification.run(signal)));
    if (list) {
      const elsewhere = derived ? undefined : await openReadModelQueries(readModelUrl);
      const parts = { list, grants: derived?.models.queries ?? elsewhere!, follower, say };
      checks.push(
        caughtUp.passed
          .then(() => keepDueListMended(parts, signal))
          .then(async () => {
            await elsewhere?.close();
          }),
      );
    }
    // A mistake in a check ends the thread, as one in following does: it is started again, and health says why.
    await Promise.race([
      follow(follower, [...targets.keys()], verification),
      ...checks.map((check) => check.then(() => new Promise<never>(() => undefined))),
    ]);
  } finally {
    ended.abort();
    begun.open();
    caughtUp.open();
    await Promise.allSettled(checks);
    for (const target of targets.values()) await target.close();
    await reader.close();
  }
}

/** Something that others wait for, once. */
function newGate(): { open: () => void; passed: Promise<void> } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

type Opened = {
  /** What the log is verified against, where it is folded here. */
  derived?: { models: ReadModels; tree: LogTree };
  list?: DueList;
};

async function openTargets(targets: Map<string, Target>, reader: EventReader): Promise<Opened> {
  const { readModelUrl, projector, dueList, term } = task;
  const options = term ? { guard: fencedBy(term) } : {};
  // First the tree, which refuses a log that was replaced before the others forget the one that they know.
  const opened: Opened = {};
  if (projector) {
    const tree = await openLogTree(readModelUrl, options);
    targets.set('log tree', new BatchingTarget(tree));
    const models = await openReadModels(readModelUrl, options);
    targets.set('projector', models);
    opened.derived = { models, tree };
  }
  if (dueList) {
    const list = (opened.list = await openDueList(readModelUrl, options));
    targets.set('due list', projector ? list : remindedByTree(list, reader));
  }
  return opened;
}

/** A list that is folded without the tree is not forgotten for a log that the tree would refuse. */
function remindedByTree(list: DueList, reader: EventReader): Target {
  return {
    bookmark: () => list.bookmark(),
    apply: (events, position, after) => list.apply(events, position, after),
    async reset() {
      await requireLogOfTree(task.readModelUrl, reader);
      await list.reset();
    },
    close: () => list.close(),
  };
}

async function follow(
  follower: LogFollower,
  names: readonly string[],
  verification: LogVerification | undefined,
): Promise<void> {
  const report = (): void => {
    const health: FollowerReport = follower.health();
    const followers = Object.fromEntries(names.map((name) => [name, health]));
    say({ kind: 'report', followers, verification: verification?.report ?? { isChecked: true } });
  };
  report();
  const reporting = setInterval(report, REPORT_INTERVAL_MS);
  try {
    await follower.run(stopping.signal);
  } finally {
    clearInterval(reporting);
  }
}
