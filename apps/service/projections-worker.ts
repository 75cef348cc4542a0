import { parentPort, workerData } from 'node:worker_threads';
import { openEventReader } from '#event-store';
import { openDueList } from '#expiry';
import { fencedBy, LeaseLostError } from '#leases';
import type { FollowerObserver, LogTarget, LogTree, ReadModels } from '#read-models';
import { Gathering, LogFollower, openLogTree, openReadModels } from '#read-models';
import { LogVerification } from './projections/log-verification.js';
import type { FollowerReport, ProjectionsMessage, ProjectionsTask } from './projections/report.js';
import { REPORT_INTERVAL_MS } from './projections/report.js';

const task = workerData as ProjectionsTask;
const stopping = new AbortController();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, which has no origins
const say = (message: ProjectionsMessage): void => parentPort?.postMessage(message);

parentPort?.once('message', () => stopping.abort());

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
  if (!(error instanceof LeaseLostError)) throw error;
  say({ kind: 'fenced' });
} finally {
  parentPort?.close();
}

async function fold(): Promise<void> {
  const reader = await openEventReader(task.eventStoreUrl);
  const targets = new Map<string, Target>();
  const ended = new AbortController();
  let verified: Promise<void> = Promise.resolve();
  let begin = (): void => undefined;
  try {
    const derived = await openTargets(targets);
    const { verifyHours } = task;
    const verification = derived && new LogVerification({ reader, ...derived, verifyHours, say });
    // Before the first batch the read models may be of another log, which is then forgotten: nothing is compared with them.
    const hasBegun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const follower = new LogFollower(reader, [...targets.values()], { ...observer, applied: () => begin() });
    // A mistake in it ends the thread, as one in following does: it is started again, and health says why.
    if (verification) {
      const signal = AbortSignal.any([stopping.signal, ended.signal]);
      verified = hasBegun.then(() => verification.run(signal));
    }
    await Promise.race([
      follow(follower, [...targets.keys()], verification),
      verified.then(() => new Promise<never>(() => undefined)),
    ]);
  } finally {
    ended.abort();
    begin();
    await verified.catch(() => undefined);
    for (const target of targets.values()) await target.close();
    await reader.close();
  }
}

/** @returns what the log is verified against, where it is folded here */
async function openTargets(
  targets: Map<string, Target>,
): Promise<{ models: ReadModels; tree: LogTree } | undefined> {
  const { readModelUrl, projector, dueList, term } = task;
  const options = term ? { guard: fencedBy(term) } : {};
  // First the tree, which refuses a log that was replaced before the others forget the one that they know.
  let derived: { models: ReadModels; tree: LogTree } | undefined;
  if (projector) {
    const tree = await openLogTree(readModelUrl, options);
    targets.set('log tree', new Gathering(tree));
    const models = await openReadModels(readModelUrl, options);
    targets.set('projector', models);
    derived = { models, tree };
  }
  if (dueList) targets.set('due list', await openDueList(readModelUrl, options));
  return derived;
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
