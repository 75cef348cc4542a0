import type { EpochMs, SupportAccessEventType } from '#domain';
import { toInstant } from '#domain';
import type { CommandSource } from '#event-store';
import type { CompiledQuery, SqlBool } from 'kysely';
import { sql } from 'kysely';
import { pageSize } from './access.js';
import type { AuditEntry, AuditTrailFilter, AuditTrailPage } from './audit-entry.js';
import { toAuditEntry } from './audit-entry.js';
import type { WorkspaceDamage } from './known-stream.js';
import { fromCursor, toPage } from './cursor.js';
import type { QueryBuilder, WorkspaceNumber } from './dynamic-queries.js';

/** @param rows of {@link listEntries}, one more than the page has room for if there are */
export function toTrailPage(
  rows: readonly EntryRow[],
  { limit }: Pick<AuditTrailFilter, 'limit'>,
  damage: WorkspaceDamage | undefined,
): AuditTrailPage {
  const page = toPage(rows, limit, ({ at, place }) => [at, place]);
  return {
    entries: page.rows.map(toEntry),
    ...page.next,
    ...(damage && { damage: { revision: damage.revision, what: damage.what } }),
  };
}

export type EntryRow = {
  id: string;
  type: SupportAccessEventType;
  at: EpochMs;
  recordedAt: EpochMs;
  revision: number;
  place: string;
  data: string;
  /** JSON; read for auditors alone. */
  source?: string;
};

/** Along the index by workspace and time. One row more than the page: whether there is a next. */
export function listEntries(
  builder: QueryBuilder,
  filter: Omit<AuditTrailFilter, 'workspaceId'>,
  workspace: WorkspaceNumber,
): CompiledQuery<EntryRow> {
  const { asAuditor, from, to, cursor, order = 'desc' } = filter;
  let query = builder
    .selectFrom('audit_entries')
    .select(['id', 'type', 'at', 'recorded_at as recordedAt', 'revision', 'data'])
    // As text: a position may be larger than a double holds.
    .select(sql<string>`CAST(position AS TEXT)`.as('place'))
    .$if(asAuditor, (all) => all.select('source'))
    .where('workspace', '=', workspace)
    .orderBy('at', order)
    .orderBy('position', order)
    .limit(pageSize(filter.limit) + 1);
  if (!asAuditor) query = query.where('type', '!=', 'WorkspaceUpdated');
  const last = cursor === undefined ? undefined : fromCursor(cursor);
  // A cursor takes the place of the end of the span that it lies within: given two upper ends, an engine would start a
  // late page at whichever it likes.
  const below = last && order === 'desc' && (to === undefined || last[0] < to);
  const above = last && order === 'asc' && (from === undefined || last[0] >= from);
  if (from !== undefined && !above) query = query.where('at', '>=', from);
  if (to !== undefined && !below) query = query.where('at', '<', to);
  if (last && order === 'desc') query = query.where(sql<SqlBool>`(at, position) < (${last[0]}, ${last[1]})`);
  if (last && order === 'asc') query = query.where(sql<SqlBool>`(at, position) > (${last[0]}, ${last[1]})`);
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  if (filter.actor !== undefined) query = query.where('actor_id', '=', filter.actor);
  if (filter.grantId !== undefined) query = query.where('grant_id', '=', filter.grantId);
  if (filter.requestId !== undefined) query = query.where('request_id', '=', filter.requestId);
  if (filter.sessionId !== undefined) query = query.where('session_id', '=', filter.sessionId);
  if (filter.ticketId !== undefined) query = query.where('ticket_id', '=', filter.ticketId);
  if (filter.code !== undefined) query = query.where('code', '=', filter.code);
  if (filter.attempted !== undefined) query = query.where('attempted', '=', filter.attempted);
  return query.compile();
}

const toEntry = ({ id, type, recordedAt, revision, place, data, source }: EntryRow): AuditEntry =>
  toAuditEntry(
    { type, data: JSON.parse(data) },
    {
      id,
      recordedAt: toInstant(recordedAt),
      revision,
      position: place,
      ...(source !== undefined && { source: JSON.parse(source) as CommandSource }),
    },
  );
