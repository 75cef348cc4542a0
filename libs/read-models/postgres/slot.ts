import type { RecordedEvent } from '#event-store';
import type { PostgresDatabase, RowWriter, Schema, Transaction } from '#derived/postgres';
import { forgetting, Progress, progressTable } from '#derived/postgres';
import type { LogDamagedError } from '#evidence';
import { auditTrail } from './audit-trail.js';
import { currentAccess } from './current-access.js';
import type { Projection, Slot } from './projection.js';
import { MODELS } from './projection.js';
import { streamTables, WorkspaceStreams } from './workspace-streams.js';

export const otherSlot = (slot: Slot): Slot => (slot === 'a' ? 'b' : 'a');

const PROJECTIONS: readonly Projection[] = [currentAccess, auditTrail];
/** What the state hash walks: each table and the order of its rows. */
export const TABLE_KEYS: readonly (readonly [table: string, key: string])[] = [
  ['numbers', 'workspace'],
  ['damage', 'workspace'],
  ...PROJECTIONS.flatMap(({ keys }) => Object.entries(keys)),
];
const TABLES = TABLE_KEYS.map(([table]) => table);
const VIEWS = ['progress', ...TABLES];

const progressOf = (slot: Slot): string => `${MODELS}.${slot}_progress`;
const allOf = (slot: Slot, tables: readonly string[]): string =>
  tables.map((table) => `${MODELS}.${slot}_${table}`).join(', ');

/** Empty tables, without what only queries need. What a rebuild that was cut short has left goes first. */
export const createSlot = (slot: Slot): string => `
  ${dropSlot(slot)}
  ${progressTable(progressOf(slot))}
  ${streamTables(slot)}
  ${PROJECTIONS.map((projection) => projection.tables(slot)).join('')}
`;

/** What the queries need beside the tables before they see them, and what the planner needs to know of them. */
export const indexSlot = (slot: Slot): string => `
  ${PROJECTIONS.map((projection) => projection.indexes(slot)).join('')}
  ANALYZE ${allOf(slot, TABLES)};
`;

export const dropSlot = (slot: Slot): string => `DROP TABLE IF EXISTS ${allOf(slot, VIEWS)};`;

/** Leaves the tables empty. */
export const emptySlot = (slot: Slot): string =>
  `TRUNCATE ${allOf(slot, TABLES)}; ${forgetting(progressOf(slot))}`;

/** From here on the queries see this slot. */
export const showSlot = (slot: Slot): string =>
  VIEWS.map(
    (view) => `CREATE OR REPLACE VIEW ${MODELS}.${view} AS SELECT * FROM ${MODELS}.${slot}_${view};`,
  ).join('');

/** The slot that the views show. */
export async function shownSlot(database: PostgresDatabase): Promise<Slot> {
  const [row] = await database.ask<{ definition: string }>(
    `SELECT pg_get_viewdef('${MODELS}.progress'::regclass) AS definition`,
  );
  return row!.definition.includes('b_progress') ? 'b' : 'a';
}

/** Writes one set of tables. */
export function writeSlot(database: PostgresDatabase, slot: Slot): Progress {
  return new Progress(database, progressOf(slot), () => new SlotWriter(slot));
}

/** Notes that a stream is damaged; the first damage of a workspace stays. */
export async function damageSlot(
  transaction: Transaction,
  slot: Slot,
  found: LogDamagedError,
): Promise<void> {
  const streams = await WorkspaceStreams.load(transaction, slot, new Set([found.stream]));
  streams.damage(found);
  await streams.save();
}

class SlotWriter implements RowWriter {
  readonly #events: RecordedEvent[] = [];
  readonly #streams = new Set<string>();

  constructor(private readonly slot: Slot) {}

  write(recorded: RecordedEvent): void {
    this.#events.push(recorded);
    this.#streams.add(recorded.stream);
  }

  async flush(transaction: Transaction): Promise<void> {
    const streams = await WorkspaceStreams.load(transaction, this.slot, this.#streams);
    const batches = PROJECTIONS.map((projection) => projection.batch(this.slot));
    for (const recorded of this.#events)
      if (streams.admit(recorded))
        for (const batch of batches) batch.add(recorded, recorded.event.data.workspaceId);
    const numbers = streams.numbers();
    await streams.save();
    for (const batch of batches) await batch.flush(transaction, numbers);
  }
}

export const SCHEMA: Schema = {
  name: MODELS,
  version: 7,
  // The view `workspaces` was there up to version 5, and is dropped with the others.
  owns: /^([ab]_\w+|about|progress|numbers|damage|workspaces|grants|extensions|sessions|requests|ticket_closings|audit_entries)$/,
  tables: createSlot('a') + indexSlot('a') + showSlot('a'),
};
