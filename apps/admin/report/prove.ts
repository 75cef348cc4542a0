import type { Config } from '#config';
import type { EventReader } from '#event-store';
import { ReadModelUnavailableError } from '#derived';
import type { CheckpointKeys, EventProof, LogTreeQueries } from '#evidence';
import { inclusionProof, InconsistentLogError, isIncluded, openLogTreeQueries, rootAt } from '#evidence';
import type { Cli } from '../cli.js';
import { NoAnswerError } from '../cli.js';
import { openLogKeys } from '../export/bundle/log-signer.js';
import { openTreeUpTo } from '../export/bundle/log-tree.js';
import { RecordedCheckpoints } from '../export/bundle/recorded-checkpoints.js';
import { using } from '../opened.js';
import type { ReportedEvent } from './grant-facts.js';

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

export type Proving = {
  cli: Cli;
  config: Config;
  reader: EventReader;
  /** For a checkpoint that covers all, made if there is none; otherwise what there is has to do. */
  wait: boolean;
};

/** Proves that the events are in the log that the newest checkpoint is of. What cannot be proven is said. */
export async function proveEvents(told: readonly ReportedEvent[], proving: Proving): Promise<Evidence> {
  const { evidenceOrigin: origin } = proving.config;
  const evidence: Evidence = { origin, vkeys: [], proofs: [], remarks: [], damaged: false };
  try {
    const keys = await openLogKeys(proving.config, proving.reader);
    evidence.vkeys.push(...keys.verifierKeys.map(({ vkey }) => vkey));
    await using(openTree(told, proving), (tree) => prove(told, tree, keys, proving, evidence));
  } catch (error) {
    const isDamage = error instanceof InconsistentLogError;
    if (!(isDamage || error instanceof NoAnswerError || error instanceof ReadModelUnavailableError))
      throw error;
    evidence.remarks.push(error.message);
    evidence.damaged = isDamage;
  }
  return evidence;
}

const openTree = (
  told: readonly ReportedEvent[],
  { cli, config, reader, wait }: Proving,
): Promise<LogTreeQueries> =>
  wait
    ? openTreeUpTo(cli, config, reader, told.at(-1)?.recorded.position ?? 0n)
    : openLogTreeQueries(config.readModelUrl);

async function prove(
  told: readonly ReportedEvent[],
  tree: LogTreeQueries,
  keys: CheckpointKeys,
  { cli, config, reader, wait }: Proving,
  evidence: Evidence,
): Promise<void> {
  const indexes: (number | undefined)[] = [];
  for (const { recorded } of told) indexes.push(await tree.indexOf(recorded.id));
  const last = Math.max(...indexes.map((index) => index ?? -1));
  const note = wait
    ? await new RecordedCheckpoints(cli, config, reader).past(last)
    : (await reader.lastCheckpoint())?.note;
  if (note === undefined) {
    evidence.remarks.push('No checkpoint has been made of this log yet.');
    return;
  }
  evidence.checkpoint = note;
  const { size, root } = keys.read(note, 'the event store');
  if (size > (await tree.size())) {
    evidence.remarks.push('The tree of the log is behind its checkpoint: try again when it has caught up.');
    return;
  }
  if (!(await rootAt(tree, size)).equals(root)) {
    evidence.remarks.push('The log is not the one that the checkpoint was signed for.');
    evidence.damaged = true;
    return;
  }
  for (const [i, { recorded, previousChain }] of told.entries()) {
    const { id, chain } = recorded;
    const index = indexes[i];
    if (index === undefined || index >= size) {
      evidence.remarks.push(`Event ${id} is newer than the checkpoint.`);
      continue;
    }
    const hashes = await inclusionProof(tree, index, size);
    if (isIncluded({ index, size, root, leaf: Buffer.from(chain, 'hex'), hashes })) {
      evidence.proofs.push({ id, index, size, previousChain, hashes });
      continue;
    }
    evidence.remarks.push(`Event ${id} is not the one that the checkpoint was signed for.`);
    evidence.damaged = true;
  }
}
