import type { EpochMs } from '#domain';
import { assertNever } from '#domain';
import type { CompiledQuery, RawBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';
import { pageSize } from './access.js';
import type { RequestFilter, RequestPage, RequestStatus } from './access-requests.js';
import { fromCursor, toPage } from './cursor.js';
import type { QueryBuilder, WorkspaceNumber } from './dynamic-queries.js';
import { grantOverAtSql, itsGrant } from './grant-end-rows.js';
import type { ListedRequestRow } from './request-rows.js';
import { toListedRequest } from './request-rows.js';

/** @param rows of {@link listRequests}, one more than the page has room for if there are */
export function toRequestPage(rows: readonly ListedRequestRow[], { limit, now }: RequestFilter): RequestPage {
  const page = toPage(rows, limit, ({ at, place }) => [at, place]);
  return { requests: page.rows.map((row) => toListedRequest(row, now)), ...page.next };
}

/** Newest first, along whichever index the filters allow. One row more than the page: whether there is a next. */
export function listRequests(
  builder: QueryBuilder,
  filter: Omit<RequestFilter, 'workspaceId'>,
  workspace: WorkspaceNumber | undefined,
): CompiledQuery<ListedRequestRow> {
  const { status, requestedBy, ticketId, now, cursor } = filter;
  let query = builder
    .selectFrom('requests as it')
    .leftJoin('grants as its', (join) => join.on(itsGrant(builder)))
    .select(['it.at', 'it.expires_at as expiresAt', 'it.command_id as commandId', 'it.requested'])
    .select(['it.grant_id as grantId', 'it.outcome', 'it.ended_at as endedAt', 'it.ended'])
    .select(['its.expires_at as grantExpiresAt', 'its.ended_at as grantEndedAt', 'its.cause as grantCause'])
    .select(sql<string>`CAST(it.position AS TEXT)`.as('place'))
    .orderBy('it.at', 'desc')
    .orderBy('it.position', 'desc')
    .limit(pageSize(filter.limit) + 1);
  if (workspace !== undefined) query = query.where('it.workspace', '=', workspace);
  if (requestedBy !== undefined) query = query.where('it.engineer_id', '=', requestedBy);
  if (ticketId !== undefined) query = query.where('it.ticket_id', '=', ticketId);
  if (status !== undefined) query = query.where(hasStatus(status, now));
  if (cursor !== undefined) {
    const [at, position] = fromCursor(cursor);
    query = query.where(sql<SqlBool>`(it.at, it.position) < (${at}, ${position})`);
  }
  return query.compile();
}

/** Whether a request `it`, for an extension of a grant `its`, waits for an answer at that moment. */
export const isPending = (now: EpochMs): RawBuilder<SqlBool> =>
  sql<SqlBool>`it.outcome IS NULL AND it.expires_at > ${now} AND ${grantOverAtSql} > ${now}`;

/** What becomes of a request by time alone, or with its grant, is a comparison, so that it counts before it is recorded. */
function hasStatus(status: RequestStatus, now: EpochMs): RawBuilder<SqlBool> {
  const over = grantOverAtSql;
  switch (status) {
    case 'pending':
      return isPending(now);
    case 'expired':
      return sql<SqlBool>`(it.outcome = 'expired'
        OR it.outcome IS NULL AND it.expires_at <= ${now} AND it.expires_at < ${over})`;
    case 'grant-ended':
      return sql<SqlBool>`(it.outcome = 'grant-ended'
        OR it.outcome IS NULL AND ${over} <= ${now} AND it.expires_at >= ${over})`;
    case 'approved':
    case 'declined':
    case 'withdrawn':
    case 'superseded':
    case 'ticket-closed':
    case 'forced-sso':
      return sql<SqlBool>`it.outcome = ${status}`;
    default:
      return assertNever(status, 'status');
  }
}
