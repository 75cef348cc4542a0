import { resolve } from 'node:path';
import type { Environment } from './environment.js';
import { isPostgresUrl } from './postgres-url.js';
import { sqliteFile } from './sqlite-url.js';

const SHAPE = 'must be sqlite:<path of a file>';

/** Where the log and the read models are kept. Engines of later releases are named, so that nobody waits for them in vain. */
export function parseStores(env: Environment): { eventStoreUrl: string; readModelUrl: string } {
  const eventStoreUrl = env.text('EVENT_STORE_URL') ?? 'sqlite:data/events.db';
  const readModelUrl = env.text('READ_MODEL_URL') ?? 'sqlite:data/read-models.db';
  const [events, readModels] = [sqliteFile(eventStoreUrl), sqliteFile(readModelUrl)];
  if (/^(esdb|kurrentdb)(\+discover)?:/.test(eventStoreUrl))
    env.refuse(
      'EVENT_STORE_URL',
      'names EventStoreDB, whose adapter is not in this release; use sqlite:<path>',
    );
  else if (events === undefined) env.refuse('EVENT_STORE_URL', SHAPE);
  if (readModels === undefined && !isPostgresUrl(readModelUrl))
    env.refuse('READ_MODEL_URL', `${SHAPE} or postgres://<user>@<host>/<database>`);
  if (events !== undefined && readModels !== undefined && resolve(events) === resolve(readModels))
    env.refuse('READ_MODEL_URL', 'must not be the file of EVENT_STORE_URL');
  return { eventStoreUrl, readModelUrl };
}
