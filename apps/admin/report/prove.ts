import type { EventReader } from '#event-store';
import type { CheckpointKeys, EventProof } from '#evidence';
import { inclusionProof, InconsistentLogError, isIncluded, rootAt } from '#evidence';
import type { LogTreeQueries } from '#read-models';
import { ReadModelUnavailableError } from '#read-models';
import type { Told } from './grant-report.js';

/** What an auditor checks the report with. */
export type Evidence = {
  origin: string;
  /** C2SP vkeys, newest first. To be compared with what was had elsewhere: a forger would print their own. */
  vkeys: string[];
  /** The newest that is recorded: the whole note. */
  checkpoint?: string;
  /** One for each event that the checkpoint covers. */
  proofs: EventProof[];
  /** Why some events have no proof, or what is wrong with them. */
  remarks: string[];
  /** A proof does not hold, or the checkpoint is not of this log. */
  damaged: boolean;
};

/** Proves that the events are in the log that the newest checkpoint is of. */
export async function proveEvents(
  told: readonly Told[],
  reader: Pick<EventReader, 'lastCheckpoint'>,
  tree: LogTreeQueries,
  keys: CheckpointKeys,
): Promise<Evidence> {
  const vkeys = keys.verifierKeys.map(({ vkey }) => vkey);
  const evidence: Evidence = { origin: keys.origin, vkeys, proofs: [], remarks: [], damaged: false };
  try {
    await prove(told, reader, tree, keys, evidence);
  } catch (error) {
    if (!(error instanceof ReadModelUnavailableError || error instanceof InconsistentLogError)) throw error;
    evidence.remarks.push(error.message);
    evidence.damaged = error instanceof InconsistentLogError;
  }
  return evidence;
}

async function prove(
  told: readonly Told[],
  reader: Pick<EventReader, 'lastCheckpoint'>,
  tree: LogTreeQueries,
  keys: CheckpointKeys,
  evidence: Evidence,
): Promise<void> {
  const last = await reader.lastCheckpoint();
  if (last === undefined) {
    evidence.remarks.push('No checkpoint has been made of this log yet.');
    return;
  }
  const { size, root } = keys.read(last.note, 'the event store');
  evidence.checkpoint = last.note;
  if (size > (await tree.size())) {
    evidence.remarks.push('The tree of the log is behind its checkpoint: try again when it has caught up.');
    return;
  }
  if (!(await rootAt(tree, size)).equals(root)) {
    evidence.remarks.push('The log is not the one that the checkpoint was signed for.');
    evidence.damaged = true;
    return;
  }
  for (const { recorded, previousChain } of told) {
    const { id, chain } = recorded;
    const index = await tree.indexOf(id);
    if (index === undefined || index >= size) {
      evidence.remarks.push(`Event ${id} is newer than the checkpoint.`);
      continue;
    }
    const hashes = await inclusionProof(tree, index, size);
    if (!isIncluded({ index, size, root, leaf: Buffer.from(chain, 'hex'), hashes })) {
      evidence.remarks.push(`Event ${id} is not the one that the checkpoint was signed for.`);
      evidence.damaged = true;
      continue;
    }
    evidence.proofs.push({ id, index, size, previousChain, hashes });
  }
}
