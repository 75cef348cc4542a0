import type { EpochMs, Party } from '#domain';
import { assertNever, grantStatus, MAX_DURATION_MINUTES, MINUTE_MS, toInstant } from '#domain';
import type { CompiledQuery, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { GrantFilter, GrantPage, ListedGrant } from './access.js';
import { pageSize } from './access.js';
import type { GrantRow } from './access-rows.js';
import { toGrant } from './access-rows.js';
import { fromCursor, toPage } from './cursor.js';
import type { QueryBuilder, WorkspaceNumber } from './dynamic-queries.js';

/** @param rows of {@link listGrants}, one more than the page has room for if there are */
export function toGrantPage(rows: readonly GrantRow[], { limit, now }: GrantFilter): GrantPage {
  const page = toPage(rows, limit, ({ grantedAt, place }) => [grantedAt, place]);
  return { grants: page.rows.map((row) => toListedGrant(row, now)), ...page.next };
}

/** No grant is longer (G4, X2), so whatever is active at an instant was granted at this time or after it. */
export const longestBefore = (at: EpochMs): EpochMs => at - MAX_DURATION_MINUTES * MINUTE_MS;

/** Newest first, along whichever index the filters allow. One row more than the page: whether there is a next. */
export function listGrants(
  builder: QueryBuilder,
  filter: Omit<GrantFilter, 'workspaceId'>,
  workspace: WorkspaceNumber | undefined,
): CompiledQuery<GrantRow> {
  let query = builder
    .selectFrom('grants')
    .select([
      'grant_id as grantId',
      'granted_at as grantedAt',
      'expires_at as expiresAt',
      'granted',
      'cause',
      'extensions',
    ])
    .select(['command_id as commandId', 'ended_at as endedAt', 'revoked_by as revokedBy'])
    .select(sql<string>`CAST(position AS TEXT)`.as('place'))
    .orderBy('granted_at', 'desc')
    .orderBy('position', 'desc')
    .limit(pageSize(filter.limit) + 1);
  const { status, ticketId, activeAt, now, cursor } = filter;
  if (workspace !== undefined) query = query.where('workspace', '=', workspace);
  if (ticketId !== undefined) query = query.where('ticket_id', '=', ticketId);
  if (cursor !== undefined) {
    const [grantedAt, position] = fromCursor(cursor);
    query = query.where(sql<SqlBool>`(granted_at, position) < (${grantedAt}, ${position})`);
  }
  // Extensions after that instant make no difference: a grant is extended only while it is active.
  if (activeAt !== undefined) {
    query = query
      .where('granted_at', '<=', activeAt)
      .where('granted_at', '>=', longestBefore(activeAt))
      .where('expires_at', '>', activeAt)
      .where((is) => is.or([is('ended_at', 'is', null), is('ended_at', '>', activeAt)]));
  }
  switch (status) {
    case undefined:
      break;
    case 'active':
      query = query
        .where('granted_at', '>=', longestBefore(now))
        .where('expires_at', '>', now)
        .where('ended_at', 'is', null);
      break;
    case 'expired':
      query = query.where((is) =>
        is.or([
          is('cause', '=', 'expired'),
          is.and([is('ended_at', 'is', null), is('expires_at', '<=', now)]),
        ]),
      );
      break;
    case 'revoked':
      // Word for word the condition of an index that has these alone: among a million others there may be none.
      query = query.where(sql<SqlBool>`cause IN ('revoked', 'forced-sso', 'ticket-closed')`);
      break;
    default:
      return assertNever(status, 'status');
  }
  return query.compile();
}

const toListedGrant = (row: GrantRow, now: EpochMs): ListedGrant => ({
  ...toGrant(row),
  status: grantStatus(row, now),
  ...(row.endedAt !== null && { endedAt: toInstant(row.endedAt) }),
  ...(row.cause !== null && { cause: row.cause }),
  ...(row.revokedBy !== null && { revokedBy: JSON.parse(row.revokedBy) as Party }),
});
