import { join } from 'node:path';
import type { Config } from '#config';
import { sqliteFile } from '#config';
import { makeDirectory, requireWritable } from '#event-store';

/**
 * Called before anything is opened: that every directory that this process will write to is there and can be written to. What
 * fails later fails in a thread that tries again for ever, or with an error that does not name the directory.
 * @throws FileAccessError
 */
export function requirePlaces({ roles, eventStoreUrl, readModelUrl, eventIndexDir, ...keys }: Config): void {
  const has = (...those: string[]): boolean => [...roles].some((role) => those.includes(role));
  const log = sqliteFile(eventStoreUrl);
  if (log !== undefined && has('api', 'commands', 'expiry')) requireWritable(log);
  const models = sqliteFile(readModelUrl);
  if (models !== undefined && has('projections', 'publisher', 'expiry')) requireWritable(models);
  if (eventIndexDir !== undefined) requireWritable(join(eventIndexDir, 'event-index-1.db'));
  const { auth, session, evidence } = keys;
  if (auth.kind === 'development') makeDirectory(auth.keysDir);
  if (!has('api', 'commands', 'expiry', 'projections')) return;
  for (const { signingKeyFiles, keysDir } of [session, evidence])
    if (signingKeyFiles.length === 0) makeDirectory(keysDir);
}
