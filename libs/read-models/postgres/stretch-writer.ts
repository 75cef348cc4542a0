import type { Position, RecordedEvent } from '#event-store';
import type { PostgresDatabase, RowWriter, Transaction } from '#derived/postgres';
import { copyRows, Progress, updateRows } from '#derived/postgres';
import type { LogDamagedError } from '#evidence';
import type { LatestGrant } from '../held-grant.js';
import { heldGrantColumns, LATEST_FIRST } from '../held-grant.js';
import type { KnownStream, StreamRow } from '../known-stream.js';
import { streamsQuery, toKnownStream, workspaceOf } from '../known-stream.js';
import type { Slot } from '../slots.js';
import type { RowChange, StoredRows } from '../stretch.js';
import { StreamCache, Stretch } from '../stretch.js';
import type { TableName } from '../tables.js';
import { TABLE_NAMES, TABLES } from '../tables.js';
import { SLOTS } from './slot.js';

/**
 * Writes what a stretch of the log does to one set of tables: what has to be known of their rows is read first, in one question for
 * each table, and what happens to them is written in one statement for each.
 */
class StretchWriter implements RowWriter {
  readonly #events: RecordedEvent[] = [];

  /** @param streams those known from the stretch before, when nobody else writes these tables */
  constructor(
    private readonly slot: Slot,
    private readonly streams = new StreamCache(),
  ) {}

  write(recorded: RecordedEvent): void {
    this.#events.push(recorded);
  }

  async flush(transaction: Transaction, applied: Position): Promise<void> {
    this.streams.begin(applied);
    const stored = new LoadedRows(transaction, this.slot);
    const streams = new Set(this.#events.map(({ stream }) => stream));
    await stored.loadStreams([...streams].filter((stream) => this.streams.get(stream) === undefined));
    const changed = changedBefore(this.#events)
      .map((stream) => this.streams.get(stream) ?? stored.stream(workspaceOf(stream)))
      .filter((known) => known !== undefined);
    await stored.loadGrants(changed.filter(({ latest }) => latest === undefined));
    const stretch = new Stretch(stored, this.streams);
    for (const recorded of this.#events) stretch.fold(recorded);
    await save(stretch, transaction, this.slot);
    this.streams.end(this.#events.at(-1)!.position);
  }
}

/** Writes one set of tables. @param streams those known from the stretch before, when nobody else writes these tables */
export const writeSlot = (database: PostgresDatabase, slot: Slot, streams?: StreamCache): Progress =>
  new Progress(database, SLOTS.table(slot, 'progress'), () => new StretchWriter(slot, streams));

/** Notes that a stream is damaged; the first damage of a workspace stays. */
export async function damageSlot(
  transaction: Transaction,
  slot: Slot,
  found: LogDamagedError,
): Promise<void> {
  const stored = new LoadedRows(transaction, slot);
  await stored.loadStreams([found.stream]);
  const stretch = new Stretch(stored);
  stretch.damage(found);
  await save(stretch, transaction, slot);
}

/** Streams in which something happens to the grant that was the latest before the stretch. */
function changedBefore(events: readonly RecordedEvent[]): string[] {
  const granted = new Set<string>();
  const changed = new Set<string>();
  for (const { stream, type } of events)
    if (type === 'SupportAccessGranted') granted.add(stream);
    else if ((type === 'SupportAccessRevoked' || type === 'SupportAccessExtended') && !granted.has(stream))
      changed.add(stream);
  return [...changed];
}

async function save(stretch: Stretch, transaction: Transaction, slot: Slot): Promise<void> {
  const changes = new Map<TableName, RowChange[]>();
  for (const [name, change] of stretch.changes()) {
    const ofTable = changes.get(name);
    if (ofTable === undefined) changes.set(name, [change]);
    else ofTable.push(change);
  }
  for (const [name, ofTable] of changes) {
    const missing = await updateRows(transaction, SLOTS.table(slot, name), TABLES[name], ofTable);
    if (missing[0] !== undefined) throw missing[0].missing();
  }
  for (const name of TABLE_NAMES) await copyRows(transaction, SLOTS.table(slot, name), stretch.added[name]);
}

/** Rows that were loaded before the stretch is folded. */
class LoadedRows implements StoredRows {
  readonly #streams = new Map<string, KnownStream>();
  readonly #grants = new Map<number, LatestGrant>();
  #last = 0;

  constructor(
    private readonly transaction: Transaction,
    private readonly slot: Slot,
  ) {}

  stream(workspaceId: string): KnownStream | undefined {
    return this.#streams.get(workspaceId);
  }

  lastWorkspace(): number {
    return this.#last;
  }

  latestGrant(workspace: number): LatestGrant | undefined {
    return this.#grants.get(workspace);
  }

  async loadStreams(streams: readonly string[]): Promise<void> {
    if (streams.length === 0) return;
    const rows = await this.transaction.ask<StreamRow>({
      text: streamsQuery('= ANY($1)', this.#table('numbers'), this.#table('damage')),
      values: [streams.map(workspaceOf)],
    });
    for (const row of rows) this.#streams.set(row.workspaceId, toKnownStream(row));
    if (rows.length === streams.length) return;
    const [last] = await this.transaction.ask<{ last: number | null }>({
      text: `SELECT max(workspace) AS last FROM ${this.#table('numbers')}`,
    });
    this.#last = last?.last ?? 0;
  }

  async loadGrants(streams: readonly KnownStream[]): Promise<void> {
    if (streams.length === 0) return;
    const rows = await this.transaction.ask<LatestGrant & { workspace: number }>({
      text: `SELECT latest.* FROM unnest($1::integer[]) AS given(workspace) CROSS JOIN LATERAL (
               SELECT workspace, ${heldGrantColumns('position::text')}
               FROM ${this.#table('grants')} AS held WHERE workspace = given.workspace ${LATEST_FIRST}
             ) AS latest`,
      values: [streams.map(({ workspace }) => workspace)],
    });
    for (const { workspace, ...held } of rows) this.#grants.set(workspace, held);
  }

  #table(name: TableName): string {
    return SLOTS.table(this.slot, name);
  }
}
