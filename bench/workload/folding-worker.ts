// What the service folds from the log, in a thread as there, with the tree of the log or without it.
import { parentPort, workerData } from 'node:worker_threads';
import { openEventReader } from '#event-store';
import { openDueList } from '#expiry';
import { BatchingTarget, LogFollower } from '#derived';
import { openLogTree } from '#evidence';
import { openReadModels } from '#read-models';

export type FoldingTask = { eventStoreUrl: string; readModelUrl: string; tree: boolean };

const { eventStoreUrl, readModelUrl, tree } = workerData as FoldingTask;
const stopping = new AbortController();
parentPort!.once('message', () => stopping.abort());

const reader = await openEventReader(eventStoreUrl);
const targets = [
  ...(tree ? [new BatchingTarget(await openLogTree(readModelUrl))] : []),
  await openReadModels(readModelUrl),
  await openDueList(readModelUrl),
];
await new LogFollower(reader, targets).run(stopping.signal);
for (const each of [...targets, reader]) await each.close();
