import { resolve } from 'node:path';
import type { Environment } from './environment.js';
import { isEventStoreDbUrl, readEventStoreDbUrl } from './eventstoredb-url.js';
import { readPostgresUrl } from './postgres-url.js';
import { sqliteFile } from './sqlite-url.js';

const SHAPE =
  'must be sqlite:<path of a file>, or esdb://, esdb+discover://, kurrentdb:// or kurrentdb+discover:// and <host>:<port>';

/** The URLs of the log and the read models, and the directory of the index derived from a shared log. */
export function parseStores(env: Environment): {
  eventStoreUrl: string;
  eventIndexDir?: string;
  readModelUrl: string;
  diskReserveMib: number;
} {
  const eventStoreUrl = env.text('EVENT_STORE_URL') ?? 'sqlite:data/events.db';
  const readModelUrl = env.text('READ_MODEL_URL') ?? 'sqlite:data/read-models.db';
  const eventIndexDir = env.text('EVENT_INDEX_DIR');
  const diskReserveMib = env.integer('DISK_RESERVE_MIB', { min: 0, max: 65_536, fallback: 64 });
  const [events, readModels] = [sqliteFile(eventStoreUrl), sqliteFile(readModelUrl)];
  if (events === undefined) {
    const server = isEventStoreDbUrl(eventStoreUrl) ? readEventStoreDbUrl(eventStoreUrl) : undefined;
    if (server === undefined) env.refuse('EVENT_STORE_URL', SHAPE);
    else if ('fault' in server)
      env.refuse('EVENT_STORE_URL', `is not one that the client of EventStoreDB reads: ${server.fault}`);
  }
  if (events !== undefined && eventIndexDir !== undefined)
    env.refuse('EVENT_INDEX_DIR', 'is for esdb://: a file has its index inside');
  const postgres = readModels === undefined ? readPostgresUrl(readModelUrl) : { url: readModelUrl };
  if ('fault' in postgres) env.refuse('READ_MODEL_URL', postgres.fault);
  if (events !== undefined && readModels !== undefined && resolve(events) === resolve(readModels))
    env.refuse('READ_MODEL_URL', 'must not be the file of EVENT_STORE_URL');
  return {
    eventStoreUrl,
    ...(eventIndexDir !== undefined && { eventIndexDir }),
    readModelUrl: 'url' in postgres ? postgres.url : readModelUrl,
    diskReserveMib,
  };
}
