import { v7 as uuidv7 } from 'uuid';
import type { SupportAccessEvent } from '#domain';
import { openEventReader } from '#event-store';
import { openReadModels, rebuildReadModels } from '#read-models';
import { BulkLog } from '../raw/bulk-log.js';
import { granted, loggedIn, updated } from './history.js';

/** A grant for each workspace, and a login for every tenth. */
export const fillWithGrants = (file: string, workspaces: readonly string[]): Promise<void> =>
  BulkLog.write(file, grantsOf(workspaces));

function* grantsOf(workspaces: readonly string[]): Generator<SupportAccessEvent> {
  const atMs = Date.now() - 60_000;
  for (const [i, workspaceId] of workspaces.entries()) {
    const grantId = uuidv7();
    yield updated(workspaceId, atMs);
    yield granted(workspaceId, grantId, atMs, atMs + 7 * 86_400_000);
    if (i % 10 === 0) yield loggedIn(workspaceId, grantId, atMs);
  }
}

/** The read models of a log, from position 0. */
export async function project(log: string, file: string): Promise<void> {
  const reader = await openEventReader(`sqlite:${log}`);
  const models = await openReadModels(`sqlite:${file}`);
  await rebuildReadModels(reader, models);
  await models.close();
  await reader.close();
}
