import { parentPort, workerData } from 'node:worker_threads';
import { openEventReader } from '#event-store';
import { openDueList } from '#expiry';
import { fencedBy, LeaseLostError } from '#leases';
import type { FollowerObserver, LogTarget } from '#read-models';
import { Gathering, LogFollower, openLogTree, openReadModels } from '#read-models';
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
  try {
    await openTargets(targets);
    await follow(new LogFollower(reader, [...targets.values()], observer), [...targets.keys()]);
  } finally {
    for (const target of targets.values()) await target.close();
    await reader.close();
  }
}

async function openTargets(targets: Map<string, Target>): Promise<void> {
  const { readModelUrl, projector, dueList, term } = task;
  const options = term ? { guard: fencedBy(term) } : {};
  // First the tree, which refuses a log that was replaced before the others forget the one that they know.
  if (projector) {
    targets.set('log tree', new Gathering(await openLogTree(readModelUrl, options)));
    targets.set('projector', await openReadModels(readModelUrl, options));
  }
  if (dueList) targets.set('due list', await openDueList(readModelUrl, options));
}

async function follow(follower: LogFollower, names: readonly string[]): Promise<void> {
  const report = (): void => {
    const health: FollowerReport = follower.health();
    say({ kind: 'report', followers: Object.fromEntries(names.map((name) => [name, health])) });
  };
  report();
  const reporting = setInterval(report, REPORT_INTERVAL_MS);
  try {
    await follower.run(stopping.signal);
  } finally {
    clearInterval(reporting);
  }
}
