import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#config';
import { ConfigError, sqliteFile } from '#config';
import { refuseUnsuitableDatabase, UnsuitableDatabaseError } from '#derived';
import { FileAccessError, makeDirectory, requireWritable } from '#event-store';

/** How long a start waits for a database's answer, in milliseconds. */
const ANSWER_MS = 2_000;

/**
 * Checks, before anything is opened, that every directory this process will write to exists and is writable. A later failure would happen in
 * a thread that retries for ever, or would not name the directory.
 * @throws ConfigError naming the variable and the directory or file
 */
export function requirePlaces({ roles, eventStoreUrl, readModelUrl, eventIndexDir, ...keys }: Config): void {
  const has = (...those: string[]): boolean => [...roles].some((role) => those.includes(role));
  const log = sqliteFile(eventStoreUrl);
  if (log !== undefined && has('api', 'commands', 'expiry'))
    naming('EVENT_STORE_URL', () => requireWritable(log));
  const models = sqliteFile(readModelUrl);
  if (models !== undefined && has('projections', 'publisher', 'expiry'))
    naming('READ_MODEL_URL', () => requireWritable(models));
  if (eventIndexDir !== undefined)
    naming('EVENT_INDEX_DIR', () => requireWritable(join(eventIndexDir, 'event-index-1.db')));
  const { auth, session, evidence } = keys;
  const needsKeys = has('api', 'commands', 'expiry', 'projections');
  const keySources = needsKeys ? [session, evidence].filter((of) => of.signingKeyFiles.length === 0) : [];
  for (const { keysDir } of auth.kind === 'development' ? [auth, ...keySources] : keySources)
    naming('DEV_KEYS_DIR', () => makeDirectory(keysDir));
}

/**
 * Refuses a database that answers but cannot hold the read models. One that does not answer is tried again later.
 * @throws ConfigError
 */
export async function requireDatabase({ readModelUrl }: Pick<Config, 'readModelUrl'>): Promise<void> {
  const answered = refuseUnsuitableDatabase(readModelUrl);
  try {
    await Promise.race([answered, sleep(ANSWER_MS, undefined, { ref: false })]);
  } catch (error) {
    if (!(error instanceof UnsuitableDatabaseError)) throw error;
    const message = `cannot be used: ${error.message}`;
    throw new ConfigError([{ variable: 'READ_MODEL_URL', message }], { cause: error });
  }
  answered.catch(() => undefined);
}

/** Names the path in the error, unlike other values of variables: it is not a secret, and may be a default. */
function naming(variable: string, require: () => void): void {
  try {
    require();
  } catch (error) {
    if (!(error instanceof FileAccessError)) throw error;
    throw new ConfigError([{ variable, message: `cannot be used: ${error.message}` }], { cause: error });
  }
}
