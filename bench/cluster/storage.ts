import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { Client } from 'pg';
import { openEventReader } from '#event-store';
import { openDueList } from '#expiry';
import { openLogTree } from '#evidence';
import { openReadModels } from '#read-models';
import type { Finding } from '../finding.js';
import { BulkLog } from '../raw/bulk-log.js';
import { workspaceIds } from '../workload/commands.js';
import { interleaved } from '../workload/history.js';
import { foldInto } from './fold.js';
import { EVENTS_EACH } from './histories.js';

/** Their size goes with the log. */
const GROWING = ['support_access_read_models', 'support_access_log_tree', 'support_access_due_list'];

/** What the tables of each schema take with their indexes, dead rows and all. */
export async function postgresBytes(url: string): Promise<Map<string, number>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ schema: string; bytes: string }>(
    `SELECT nspname AS schema, sum(pg_total_relation_size(c.oid)) AS bytes
     FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname = ANY($1) AND relkind = 'r' GROUP BY nspname`,
    [GROWING],
  );
  await client.end();
  return new Map(rows.map(({ schema, bytes }) => [schema, Number(bytes)]));
}

/** What the records of a topic take on one broker, without their indexes; undefined for a broker that is not ours. */
export function kafkaBytes(brokerDirectory: string, topic: string): number | undefined {
  const data = join(brokerDirectory, 'data');
  if (!existsSync(data)) return undefined;
  return readdirSync(data)
    .filter((name) => name.replace(/-\d+$/, '') === topic)
    .flatMap((name) => readdirSync(join(data, name)).map((file) => join(data, name, file)))
    .filter((file) => file.endsWith('.log'))
    .reduce((sum, file) => sum + statSync(file).size, 0);
}

/** What an event brings to an EventStoreDB: its stream's name, type, data and metadata. The server's own comes on top. */
export async function givenBytes(url: string, most: number): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
  let [bytes, events] = [0, 0];
  for await (const { event } of client.readAll({ maxCount: most })) {
    if (event === undefined || !event.streamId.startsWith('supportAccess-')) continue;
    bytes += Buffer.byteLength(
      event.streamId + event.type + JSON.stringify(event.data) + JSON.stringify(event.metadata),
    );
    events += 1;
  }
  await client.dispose();
  return bytes / events;
}

/** The files of the embedded stores, folded as the service does. */
export async function sqliteBytes(
  directory: string,
  workspaces: number,
): Promise<{ events: number; sizes: Map<string, number> }> {
  const log = join(directory, 'size.db');
  const startMs = Date.now() - 86_400_000;
  await BulkLog.write(log, interleaved(workspaceIds(workspaces), EVENTS_EACH, startMs));
  const url = `sqlite:${join(directory, 'size-models.db')}`;
  const reader = await openEventReader(`sqlite:${log}`);
  await foldInto(reader, [await openReadModels(url), await openLogTree(url), await openDueList(url)]);
  await reader.close();
  const files = [
    ['the log', 'size.db'],
    ['the read models', 'size-models.db'],
    ['the tree of the log', 'size-models.log-tree.db'],
    ['the due list', 'size-models.due-list.db'],
  ] as const;
  const sizes = new Map(files.map(([what, file]) => [what, statSync(join(directory, file)).size]));
  return { events: workspaces * EVENTS_EACH, sizes };
}

export const bytesEach = (what: string, bytes: number, count: number, note?: string): Finding => ({
  what: `bytes an event: ${what}`,
  measured: { value: bytes / count, unit: 'bytes' },
  ...(note !== undefined && { note }),
});
