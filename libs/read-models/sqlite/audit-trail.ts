import type { EpochMs, SupportAccessEvent, SupportAccessEventType } from '#domain';
import { happenedAt, toEpochMs, toInstant } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { CompiledQuery, SqlBool } from 'kysely';
import { sql } from 'kysely';
import { pageSize } from '../access.js';
import type { AuditEntry, AuditTrailFilter, AuditTrailPage } from '../audit-entry.js';
import { actorOf, toAuditEntry } from '../audit-entry.js';
import { fromCursor, toCursor } from '../cursor.js';
import { UnknownEventTypeError } from '../errors.js';
import type { Db } from './database.js';
import type { Projection, Slot } from './projection.js';
import { dynamic, StatementCache } from './statements.js';

/** Who did what in a workspace, and when: one entry for every event. */
export const auditTrail: Projection = {
  keys: { audit_entries: 'workspace_id, at, revision' },

  // One tree, in the order of the pages: recorded times never go backwards within a stream (C1), so the order by time
  // is the order by revision, and `from`, `to` and the cursor are all ends of one range of it. The other filters are
  // columns that the range is sifted by: an index for each would cost every event more than it would save a reader.
  tables: (slot: Slot) => `
    CREATE TABLE ${slot}_audit_entries (
      workspace_id TEXT NOT NULL, at INTEGER NOT NULL, revision INTEGER NOT NULL,
      position INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, actor_id TEXT NOT NULL,
      grant_id TEXT, ticket_id TEXT, code TEXT, recorded_at INTEGER NOT NULL,
      data TEXT NOT NULL,
      PRIMARY KEY (workspace_id, at, revision)
    ) WITHOUT ROWID;
  `,

  writer: (db: Db, slot: Slot) => {
    const insert = db.prepare(
      `INSERT INTO ${slot}_audit_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    return (recorded: RecordedEvent) => {
      const { event, revision, position, id, type } = recorded;
      const { grantId, ticketId, code } = sifted(event, position);
      insert.run(
        event.data.workspaceId,
        toEpochMs(happenedAt(event)),
        revision,
        position,
        id,
        type,
        actorOf(event).id,
        grantId ?? null,
        ticketId ?? null,
        code ?? null,
        toEpochMs(recorded.metadata.recordedAt),
        shown(recorded),
      );
    };
  },
};

type Sifted = { grantId?: string; ticketId?: string; code?: string };

function sifted(event: SupportAccessEvent, position: bigint): Sifted {
  switch (event.type) {
    case 'SupportAccessGranted':
    case 'SupportLogin':
    case 'SupportAccessDenied':
      return event.data;
    case 'SupportAccessRevoked':
      return { grantId: event.data.grantId };
    case 'WorkspaceUpdated':
      return {};
    default:
      throw new UnknownEventTypeError((event as { type: string }).type, position);
  }
}

/** The stored data as it is: an entry is made of it when it is read. A workspace's thousand owners are left out. */
function shown({ event, dataJson }: RecordedEvent): string {
  if (event.type !== 'WorkspaceUpdated') return dataJson;
  const { workspaceId, by, at } = event.data;
  return JSON.stringify({ workspaceId, by, at });
}

export class AuditTrailQueries {
  readonly #statements: StatementCache;

  constructor(db: Db) {
    this.#statements = new StatementCache(db);
  }

  page(filter: AuditTrailFilter): AuditTrailPage {
    const limit = pageSize(filter.limit);
    const rows = this.#statements.all(listEntries(filter, limit + 1));
    const entries = rows.slice(0, limit).map(toEntry);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { entries, ...(last && { next: toCursor([last.at, last.revision]) }) };
  }
}

type EntryRow = {
  id: string;
  type: SupportAccessEventType;
  at: EpochMs;
  recordedAt: EpochMs;
  revision: number;
  place: string;
  data: string;
};

export function listEntries(filter: AuditTrailFilter, limit: number): CompiledQuery<EntryRow> {
  const { workspaceId, asAuditor, from, to, cursor, order = 'desc' } = filter;
  let query = dynamic
    .selectFrom('audit_entries')
    .select(['id', 'type', 'at', 'recorded_at as recordedAt', 'revision', 'data'])
    // As text: a position may be larger than a double holds.
    .select(sql<string>`CAST(position AS TEXT)`.as('place'))
    .where('workspace_id', '=', workspaceId)
    .orderBy('at', order)
    .orderBy('revision', order)
    .limit(limit);
  if (!asAuditor) query = query.where('type', '!=', 'WorkspaceUpdated');
  if (from !== undefined) query = query.where('at', '>=', from);
  if (to !== undefined) query = query.where('at', '<', to);
  if (cursor !== undefined) {
    const [at, revision] = fromCursor(cursor);
    query =
      order === 'desc'
        ? query.where(sql<SqlBool>`(at, revision) < (${at}, ${revision})`)
        : query.where(sql<SqlBool>`(at, revision) > (${at}, ${revision})`);
  }
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  if (filter.actor !== undefined) query = query.where('actor_id', '=', filter.actor);
  if (filter.grantId !== undefined) query = query.where('grant_id', '=', filter.grantId);
  if (filter.ticketId !== undefined) query = query.where('ticket_id', '=', filter.ticketId);
  if (filter.code !== undefined) query = query.where('code', '=', filter.code);
  return query.compile();
}

const toEntry = ({ id, type, recordedAt, revision, place, data }: EntryRow): AuditEntry =>
  toAuditEntry(
    { type, data: JSON.parse(data) },
    {
      id,
      recordedAt: toInstant(recordedAt),
      revision,
      position: place,
    },
  );
