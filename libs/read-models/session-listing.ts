import type { EpochMs, SessionEndCause } from '#domain';
import { toInstant } from '#domain';
import type { CompiledQuery, RawBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';
import { pageSize } from './access.js';
import type { SessionRow } from './access-rows.js';
import { toSession } from './access-rows.js';
import { fromCursor, toPage } from './cursor.js';
import type { QueryBuilder, WorkspaceNumber } from './dynamic-queries.js';
import type { GrantEndRow } from './grant-end-rows.js';
import { grantEndOf, grantOverAtSql, itsGrant } from './grant-end-rows.js';
import type { ListedSession, SessionFilter, SessionPage } from './support-sessions.js';

export type ListedSessionRow = SessionRow &
  GrantEndRow & {
    place: string;
    workspaceId: string;
    grantId: string;
    ticketId: string | null;
    endedAt: EpochMs | null;
    cause: SessionEndCause | null;
  };

/** @param rows of {@link listSessions}, one more than the page has room for if there are */
export function toSessionPage(rows: readonly ListedSessionRow[], { limit, now }: SessionFilter): SessionPage {
  const page = toPage(rows, limit, ({ place }) => [0, place]);
  return { sessions: page.rows.map((row) => toListedSession(row, now)), ...page.next };
}

/** Whether a session `it` of a grant `its` is not over by that moment, recorded or not. */
export const isLive = (now: EpochMs): RawBuilder<SqlBool> =>
  sql<SqlBool>`it.ended_at IS NULL AND it.expires_at > ${now} AND ${grantOverAtSql} > ${now}`;

/**
 * The same, of one engineer, as no condition on the index by engineer: that would go through all sessions they ever had, while few are
 * open.
 */
export const isLiveOf = (engineer: string, now: EpochMs): RawBuilder<SqlBool> =>
  sql<SqlBool>`${isLive(now)} AND it.engineer_id || '' = ${engineer}`;

/**
 * In the order of the log, newest first, along whichever index the filters allow: each of them ends with the position. One row more than
 * the page: whether there is a next.
 */
export function listSessions(
  builder: QueryBuilder,
  filter: Omit<SessionFilter, 'workspaceId'>,
  workspace: WorkspaceNumber | undefined,
): CompiledQuery<ListedSessionRow> {
  const { live, engineer, ticketId, now, cursor } = filter;
  let query = builder
    .selectFrom('sessions as it')
    .leftJoin('grants as its', (join) => join.on(itsGrant(builder)))
    .leftJoin('numbers as known', 'known.workspace', 'it.workspace')
    .select(['known.workspace_id as workspaceId', 'it.session_id as sessionId', 'it.grant_id as grantId'])
    .select(['it.at', 'it.expires_at as expiresAt', 'it.ticket_id as ticketId', 'it.engineer'])
    .select(['it.ended_at as endedAt', 'it.cause'])
    .select(['its.expires_at as grantExpiresAt', 'its.ended_at as grantEndedAt', 'its.cause as grantCause'])
    .select(sql<string>`CAST(it.position AS TEXT)`.as('place'))
    .orderBy('it.position', 'desc')
    .limit(pageSize(filter.limit) + 1);
  if (workspace !== undefined) query = query.where('it.workspace', '=', workspace);
  if (engineer !== undefined)
    query =
      live === true ? query.where(isLiveOf(engineer, now)) : query.where('it.engineer_id', '=', engineer);
  if (ticketId !== undefined) query = query.where('it.ticket_id', '=', ticketId);
  if (live === true && engineer === undefined) query = query.where(isLive(now));
  if (live === false) query = query.where(sql<SqlBool>`NOT (${isLive(now)})`);
  if (cursor !== undefined) query = query.where('it.position', '<', fromCursor(cursor)[1]);
  return query.compile();
}

function toListedSession(row: ListedSessionRow, now: EpochMs): ListedSession {
  const end = endOf(row, now);
  return {
    ...toSession(row),
    workspaceId: row.workspaceId,
    grantId: row.grantId,
    ...(row.ticketId !== null && { ticketId: row.ticketId }),
    ...(end && { cause: end.cause, endedAt: toInstant(end.at) }),
    position: row.place,
  };
}

/** How a session ended by that moment: as recorded, else with its grant, else by time. */
function endOf(row: ListedSessionRow, now: EpochMs): { at: EpochMs; cause: SessionEndCause } | undefined {
  const { endedAt, cause, expiresAt } = row;
  if (endedAt !== null && cause !== null) return { at: endedAt, cause };
  const grant = grantEndOf(row);
  if (grant.at <= now && expiresAt >= grant.at) return grant;
  return expiresAt <= now ? { at: expiresAt, cause: 'timed-out' } : undefined;
}
