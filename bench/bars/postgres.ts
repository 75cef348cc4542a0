import { join } from 'node:path';
import { openEventReader } from '#event-store';
import type { ReadModels } from '#read-models';
import { openReadModels, rebuildReadModels } from '#read-models';
import {
  HOW_TO_GET_POSTGRES,
  privatePostgresSource,
  startPrivatePostgres,
} from '../../test/engines/postgres-server.js';
import type { Bar } from '../bar.js';
import { atLeast } from '../finding.js';
import { BulkLog } from '../raw/bulk-log.js';
import { BatchedInserts } from '../raw/batched-inserts.js';
import { median, pairedRatio } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { interleaved } from '../workload/history.js';
import { settle } from '../workload/in-flight.js';

const WORKSPACES = 2_000;

/** Read models on a PostgreSQL of our own, on loopback, with its default of writing to the disk. */
export const postgres: Bar = {
  name: 'postgres',
  title: 'Read models on PostgreSQL',
  async run({ quick, directory, say }) {
    if (privatePostgresSource() === undefined) throw new Error(`no PostgreSQL here: ${HOW_TO_GET_POSTGRES}`);
    const server = await startPrivatePostgres(process.pid, undefined, { fsync: 'on' });
    const events = quick ? 40_000 : 400_000;
    const log = join(directory, 'events.db');
    await fill(log, events);
    const file = `sqlite:${join(directory, 'read-models.db')}`;
    let inserts: BatchedInserts | undefined;
    const [postgres, sqlite] = [await openReadModels(server.url), await openReadModels(file)];
    try {
      const [ours, raw, embedded]: [number[], number[], number[]] = [[], [], []];
      for (let round = 0; round <= (quick ? 2 : 3); round++) {
        const rate = await rebuild(log, postgres, events);
        const sqliteRate = await rebuild(log, sqlite, events);
        inserts ??= await BatchedInserts.of(server.url);
        const rawRate = (events * 1000) / (await inserts.run());
        if (round === 0) continue; // Warms everybody up.
        ours.push(rate);
        raw.push(rawRate);
        embedded.push(sqliteRate);
        say(
          `round ${round}: ${rate.toFixed(0)}, raw ${rawRate.toFixed(0)}, SQLite ${sqliteRate.toFixed(0)} events/s`,
        );
      }
      if ((await postgres.stateHash()) !== (await sqlite.stateHash())) throw new Error('the states differ');
      return [
        {
          what: `rebuild into PostgreSQL, ${events} events`,
          measured: { value: median(ours), unit: 'events/s' },
          baseline: { what: 'raw batched inserts of the same rows', value: median(raw), unit: 'events/s' },
          ratio: pairedRatio(ours, raw),
          bar: atLeast(0.5),
          note: 'raw: no COPY, nothing read or parsed, the same indexes and statistics',
        },
        {
          what: 'the same against SQLite',
          measured: { value: median(ours), unit: 'events/s' },
          baseline: { what: 'rebuild into SQLite', value: median(embedded), unit: 'events/s' },
          ratio: pairedRatio(ours, embedded),
        },
      ];
    } finally {
      await inserts?.close();
      await postgres.close();
      await sqlite.close();
      await server.close();
    }
  },
};

async function fill(file: string, events: number): Promise<void> {
  const startMs = Date.now() - 6 * 86_400_000;
  await BulkLog.write(file, interleaved(workspaceIds(WORKSPACES), events / WORKSPACES, startMs));
}

/** @returns events a second, until the queries answer from the new models */
async function rebuild(log: string, models: ReadModels, events: number): Promise<number> {
  const reader = await openEventReader(`sqlite:${log}`);
  settle();
  const since = performance.now();
  await rebuildReadModels(reader, models);
  const elapsedMs = performance.now() - since;
  if ((await models.queries.position()) !== (await reader.head())) throw new Error('it is not all there');
  await reader.close();
  return (events * 1000) / elapsedMs;
}
