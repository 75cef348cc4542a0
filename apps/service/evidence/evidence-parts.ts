import type { EventReader } from '#event-store';
import { CheckpointKeys } from '#evidence';
import type { CheckpointTopic } from '#kafka';
import type { LogTreeQueries } from '#read-models';
import { openLogTreeQueries } from '#read-models';
import type { Foundation } from '../foundation.js';

/** What a log is checked and signed with. */
export type EvidenceParts = {
  keys: CheckpointKeys;
  tree: LogTreeQueries;
  log: EventReader;
  /** There with brokers. */
  topic: CheckpointTopic | undefined;
};

/** For those who write the log and for those who sign it. */
export async function openEvidenceParts(
  { config, closers, logger }: Foundation,
  { log, topic }: Pick<EvidenceParts, 'log' | 'topic'>,
): Promise<EvidenceParts> {
  const keys = await CheckpointKeys.open(config.evidenceOrigin, config.evidence);
  logger.debug({ vkey: keys.signer.vkey }, 'the key of the checkpoints');
  const tree = await openLogTreeQueries(config.readModelUrl);
  closers.add('the tree of the log', () => tree.close());
  return { keys, tree, log, topic };
}
