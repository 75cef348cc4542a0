import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config';
import type { EventReader } from '#event-store';
import { CheckpointKeys } from '#evidence';
import { NoAnswerError } from '../../cli.js';

/** Where the service keeps the key that it makes when none is configured. */
const DEVELOPMENT_KEY_FILE = 'evidence-signing-key.pem';

/**
 * The keys that sign for this log, which are the service's.
 * @throws NoAnswerError if they are not here, or are those of another log: what they signed would prove nothing
 */
export async function openLogKeys(
  { evidence, evidenceOrigin }: Pick<Config, 'evidence' | 'evidenceOrigin'>,
  reader: Pick<EventReader, 'lastCheckpoint'>,
): Promise<CheckpointKeys> {
  const { signingKeyFiles, keysDir } = evidence;
  // One that is made here and now would be nobody's.
  if (signingKeyFiles.length === 0 && !existsSync(join(keysDir, DEVELOPMENT_KEY_FILE)))
    throw new NoAnswerError(
      "a checkpoint is to be signed, and the service's key is not here: EVIDENCE_SIGNING_KEY names its file",
    );
  const keys = await CheckpointKeys.open(evidenceOrigin, evidence);
  const last = await reader.lastCheckpoint();
  if (last === undefined) return keys;
  try {
    keys.read(last.note, 'the event store');
    return keys;
  } catch (error) {
    throw new NoAnswerError(
      `EVIDENCE_SIGNING_KEY and EVIDENCE_ORIGIN are not those of this log: ${(error as Error).message}`,
    );
  }
}
