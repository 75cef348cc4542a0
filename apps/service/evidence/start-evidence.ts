import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '#config';
import type { EventStore } from '#event-store';
import { checkpointMadeAt } from '#event-store';
import type { Witness } from '#evidence';
import { CheckpointKeys, CheckpointMaker, LogCheck, sizeOfNote } from '#evidence';
import type { CheckpointTopic } from '#kafka';
import type { LogTreeQueries } from '#read-models';
import { logTreeName, openLogTreeQueries } from '#read-models';
import type { Foundation } from '../foundation.js';
import { CheckpointLoop } from './checkpoint-loop.js';
import { CheckpointOutbox } from './checkpoint-outbox.js';
import { evidenceMetrics } from './evidence-metrics.js';

export type Evidence = {
  keys: CheckpointKeys;
  tree: LogTreeQueries;
  /** Why nothing may be added to the log; undefined once it has passed its check. */
  obstacle: () => string | undefined;
};

/** A check that needs nobody else is over by then, and a start need not answer its first commands with 503. */
const START_MS = 2_000;
/** Parts of what a shutdown may take. */
const FOLD_MS = 1_500;
const SEND_MS = 1_000;

/**
 * In the process that writes the log: checks that the log is the one that was signed for, then signs it as it grows. A log
 * that is another ends the process; until it is known, no command is taken.
 */
export async function startEvidence(
  foundation: Foundation,
  { store, topic }: { store: EventStore; topic: CheckpointTopic | undefined },
): Promise<Evidence> {
  const { config, logger, health, closers, fail } = foundation;
  const { evidenceOrigin: origin, evidence, eventStoreUrl, readModelUrl } = config;
  const keys = await CheckpointKeys.open(origin, evidence);
  const tree = await openLogTreeQueries(readModelUrl);
  closers.add('the tree of the log', () => tree.close());

  let received: readonly string[] = [];
  const witnesses: Witness[] = [
    { name: storeName(eventStoreUrl), newest: async () => notesOf(await store.lastCheckpoint()) },
    ...(topic
      ? [{ name: `topic ${topic.name}`, newest: async () => (received = await topic.newest(origin)) }]
      : []),
  ];
  const check = new LogCheck({ reader: store, tree, treeName: logTreeName(readModelUrl), keys, witnesses });
  const { loop, outbox } = signing(foundation, { store, tree, keys, topic });

  const stopping = new AbortController();
  let verdict: 'passed' | Error | undefined;
  const obstacle = (): string | undefined => {
    if (verdict === 'passed') return undefined;
    return verdict?.message ?? `the log is being checked: ${check.waitingFor}`;
  };
  const begin = async (): Promise<void> => {
    try {
      await check.run(stopping.signal);
    } catch (error) {
      if (stopping.signal.aborted) return;
      verdict = error as Error;
      return fail(error);
    }
    if (stopping.signal.aborted) return;
    verdict = 'passed';
    outbox?.start(received);
    loop.start();
  };
  health.register('evidence', () => {
    const reason = obstacle();
    return reason === undefined ? { status: 'up' } : { status: 'down', reason };
  });
  closers.add('the checkpoints', async () => {
    stopping.abort();
    await loop.stop(FOLD_MS);
    await outbox?.stop(SEND_MS);
  });
  logger.debug({ vkey: keys.signer.vkey }, 'the key of the checkpoints');
  await Promise.race([begin(), sleep(START_MS, undefined, { ref: false })]);
  return { keys, tree, obstacle };
}

/** What makes checkpoints and what sends them, not yet started. */
function signing(
  { config, logger, metrics, fail }: Foundation,
  {
    store,
    tree,
    keys,
    topic,
  }: { store: EventStore; tree: LogTreeQueries; keys: CheckpointKeys; topic: CheckpointTopic | undefined },
) {
  const meters = evidenceMetrics(metrics, () => systemClock.now());
  const look = async (): Promise<void> => {
    const last = await store.lastCheckpoint();
    if (last) meters.newest = { size: sizeOfNote(last.note), madeAt: checkpointMadeAt(last) };
  };
  const failing = (operation: 'make' | 'send') => (error: Error, retryInMs: number) => {
    meters.failed(operation);
    logger.warn({ reason: error.message, retryInMs }, `could not ${operation} a checkpoint; trying again`);
  };
  const outbox =
    topic &&
    new CheckpointOutbox({
      reader: store,
      receiver: topic,
      origin: keys.origin,
      failed: failing('send'),
    });
  const loop = new CheckpointLoop({
    maker: new CheckpointMaker(store, tree, keys),
    reader: store,
    tree,
    intervalMs: config.evidence.checkpointSeconds * 1_000,
    made: ({ note }) => {
      logger.debug({ size: sizeOfNote(note) }, 'signed a checkpoint');
      outbox?.notify();
      void look().catch(() => undefined);
    },
    failed: failing('make'),
    broken: fail,
  });
  void look().catch(() => undefined);
  return { loop, outbox };
}

const notesOf = (last: { note: string } | undefined): string[] => (last ? [last.note] : []);

/** Without what may be a password. */
const storeName = (url: string): string => (url.startsWith('sqlite:') ? url.slice(7) : 'the event store');
