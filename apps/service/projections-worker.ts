import { parentPort, workerData } from 'node:worker_threads';
import { openEventReader } from '#event-store';
import { openDueList } from '#expiry';
import type { FollowerHealth, FollowerObserver } from '#read-models';
import { LogFollower, openReadModels, Projector } from '#read-models';
import type { FollowerReport, ProjectionsMessage, ProjectionsTask } from './projections/report.js';
import { REPORT_INTERVAL_MS } from './projections/report.js';

const task = workerData as ProjectionsTask;
const stopping = new AbortController();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, which has no origins
const say = (message: ProjectionsMessage): void => parentPort?.postMessage(message);

parentPort?.once('message', () => stopping.abort());

const observerOf = (name: string): FollowerObserver => ({
  failed: (error, retryInMs) =>
    say({ kind: 'log', level: 'warn', message: `${name}: ${error.message}; again in ${retryInMs} ms` }),
  foreignLog: () =>
    say({ kind: 'log', level: 'warn', message: `${name}: the log is another one than before; built anew` }),
});

type Follower = { run(signal: AbortSignal): Promise<void>; health(): FollowerHealth };

const followers = new Map<string, Follower>();
const reader = await openEventReader(task.eventStoreUrl);
const opened: { close(): Promise<void> }[] = [reader];

if (task.projector) {
  const readModels = await openReadModels(task.readModelUrl);
  opened.unshift(readModels);
  followers.set('projector', new Projector(reader, readModels, observerOf('projector')));
}
if (task.dueList) {
  const dueList = await openDueList(task.readModelUrl);
  opened.unshift(dueList);
  followers.set('due list', new LogFollower(reader, dueList, observerOf('due list')));
}

const report = (): void => {
  const health = [...followers].map(([name, follower]): [string, FollowerReport] => [
    name,
    follower.health(),
  ]);
  say({ kind: 'report', followers: Object.fromEntries(health) });
};
report();
const reporting = setInterval(report, REPORT_INTERVAL_MS);

try {
  // One that fails for good takes the other with it: the thread is started again as a whole.
  await Promise.all([...followers.values()].map((follower) => follower.run(stopping.signal)));
} finally {
  clearInterval(reporting);
  for (const each of opened) await each.close();
  parentPort?.close();
}
