import { CheckpointKeys } from '#evidence';
import { allowsManyWriters } from '#event-store';
import type { KafkaParts } from '#kafka';
import type { ServiceContext } from '../../service-context.js';
import type { StartWork } from '../leases/mount-role.js';
import type { OpenedLog } from '../../open-log.js';
import { foreignRecords } from './evidence-metrics.js';
import type { EvidenceParts } from './evidence-parts.js';
import type { NewSigning } from './signing.js';
import { signingOf } from './signing.js';
import { signUnderLease } from './start-evidence.js';

export type OpenedEvidence = {
  parts: EvidenceParts;
  /** What signs the log of the one process that can write it. */
  byWriter?: NewSigning;
  /** What signs a log that several may write, for as long as this process is the one that folds it. */
  underLease?: StartWork;
};

/** For those who write the log and for those who sign it; nothing for the others. */
export async function openEvidence(
  context: ServiceContext,
  { reader, store, signer }: OpenedLog,
  kafka: KafkaParts | undefined,
): Promise<OpenedEvidence | undefined> {
  if (!store && !signer) return undefined;
  const { config, logger } = context;
  const keys = await CheckpointKeys.open(config.evidenceOrigin, config.evidence);
  logger.debug({ vkey: keys.signer.vkey }, 'the key of the checkpoints');
  const parts: EvidenceParts = {
    keys,
    log: reader,
    topic: kafka?.checkpointTopic(),
    passedBy: foreignRecords(context),
  };
  if (!signer) return { parts };
  const newSigning = signingOf(context, signer);
  return allowsManyWriters(config.eventStoreUrl)
    ? { parts, underLease: signUnderLease(context, parts, newSigning) }
    : { parts, byWriter: newSigning };
}
