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
import type { StatementCache } from './statements.js';
import { dynamic } from './statements.js';

/** Who did what in a workspace, and when: one entry for every event. */
export const auditTrail: Projection = {
  keys: { audit_entries: 'position' },

  // Rows are only ever added at the end, and the one index is narrow: measured, a tree of whole rows in the order of the
  // pages wrote four times as many bytes per event. Within a workspace the order by time is the order by position (C1),
  // so `from`, `to` and the cursor are ends of one range of that index. The other filters are columns which that range is
  // sifted by: an index for each would cost every event more than it would save a reader.
  tables: (slot: Slot) => `
    CREATE TABLE ${slot}_audit_entries (
      position INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, at INTEGER NOT NULL, revision INTEGER NOT NULL,
      id TEXT NOT NULL, type TEXT NOT NULL, actor_id TEXT NOT NULL, grant_id TEXT, ticket_id TEXT, code TEXT,
      recorded_at INTEGER NOT NULL, data TEXT NOT NULL
    );
  `,

  indexes: (slot: Slot) =>
    `CREATE INDEX ${slot}_audit_entries_by_workspace ON ${slot}_audit_entries (workspace, at);`,

  writer: (db: Db, slot: Slot) => {
    const insert = db.prepare(
      `INSERT INTO ${slot}_audit_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    return (recorded: RecordedEvent, workspace: number) => {
      const { event, revision, position, id, type } = recorded;
      const { grantId = null, ticketId = null, code = null } = sifted(event, position);
      const happened = happenedAt(event);
      const { recordedAt } = recorded.metadata;
      const at = toEpochMs(happened);
      insert.run(
        position,
        workspace,
        at,
        revision,
        id,
        type,
        actorOf(event).id,
        grantId,
        ticketId,
        code,
        recordedAt === happened ? at : toEpochMs(recordedAt),
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

/** A page of the trail of the workspace of that number; one that no event names has none. */
export function auditTrailPage(
  statements: StatementCache,
  filter: AuditTrailFilter,
  workspace: number | undefined,
): AuditTrailPage {
  if (workspace === undefined) return { entries: [] };
  const limit = pageSize(filter.limit);
  const rows = statements.all(listEntries(filter, workspace, limit + 1));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    entries: rows.slice(0, limit).map(toEntry),
    ...(last && { next: toCursor([last.at, last.place]) }),
  };
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

export function listEntries(
  filter: Omit<AuditTrailFilter, 'workspaceId'>,
  workspace: number,
  limit: number,
): CompiledQuery<EntryRow> {
  const { asAuditor, from, to, cursor, order = 'desc' } = filter;
  let query = dynamic
    .selectFrom('audit_entries')
    .select(['id', 'type', 'at', 'recorded_at as recordedAt', 'revision', 'data'])
    // As text: a position may be larger than a double holds.
    .select(sql<string>`CAST(position AS TEXT)`.as('place'))
    .where('workspace', '=', workspace)
    .orderBy('at', order)
    .orderBy('position', order)
    .limit(limit);
  if (!asAuditor) query = query.where('type', '!=', 'WorkspaceUpdated');
  const last = cursor === undefined ? undefined : fromCursor(cursor);
  // A cursor takes the place of the end of the span that it lies within: given two upper ends, SQLite would start a late
  // page at whichever it likes.
  const below = last && order === 'desc' && (to === undefined || last[0] < to);
  const above = last && order === 'asc' && (from === undefined || last[0] >= from);
  if (from !== undefined && !above) query = query.where('at', '>=', from);
  if (to !== undefined && !below) query = query.where('at', '<', to);
  if (last && order === 'desc') query = query.where(sql<SqlBool>`(at, position) < (${last[0]}, ${last[1]})`);
  if (last && order === 'asc') query = query.where(sql<SqlBool>`(at, position) > (${last[0]}, ${last[1]})`);
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
