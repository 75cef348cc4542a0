import { v7 as uuidv7 } from 'uuid';
import { openEventReader } from '#event-store';
import { openReadModels, rebuildReadModels } from '#read-models';
import { BulkLog } from '../raw/bulk-log.js';
import { granted, loggedIn, updated } from './history.js';

/** A grant for each workspace, and a login for every tenth. */
export async function fillWithGrants(file: string, workspaces: readonly string[]): Promise<void> {
  const log = await BulkLog.create(file);
  const atMs = Date.now() - 60_000;
  workspaces.forEach((workspaceId, i) => {
    const grantId = uuidv7();
    log.append(updated(workspaceId, atMs));
    log.append(granted(workspaceId, grantId, atMs, atMs + 7 * 86_400_000));
    if (i % 10 === 0) log.append(loggedIn(workspaceId, grantId, atMs));
  });
  log.close();
}

/** The read models of a log, from position 0. */
export async function project(log: string, file: string): Promise<void> {
  const reader = await openEventReader(`sqlite:${log}`);
  const models = await openReadModels(`sqlite:${file}`);
  await rebuildReadModels(reader, models);
  await models.close();
  await reader.close();
}
