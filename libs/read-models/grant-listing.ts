import type { EpochMs, Party } from '#domain';
import { MAX_DURATION_MINUTES, MINUTE_MS, toInstant } from '#domain';
import type { CompiledQuery, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { GrantFilter, GrantPage, GrantStatus, ListedGrant } from '../access.js';
import { pageSize } from '../access.js';
import { fromCursor, toCursor } from '../cursor.js';
import type { GrantRow } from './current-access.js';
import { toGrant } from './current-access.js';
import type { StatementCache } from './statements.js';
import { dynamic } from './statements.js';

/** A page of grants, of one workspace if its number is given. */
export function grantPage(
  statements: StatementCache,
  filter: GrantFilter,
  workspace: number | undefined,
): GrantPage {
  const limit = pageSize(filter.limit);
  const rows = statements.all(listGrants(filter, workspace, limit + 1));
  const grants = rows.slice(0, limit).map((row) => toListedGrant(row, filter.now));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { grants, ...(last && { next: toCursor([last.grantedAt, last.place]) }) };
}

/** No grant is longer (G4), so whatever is active at an instant was granted within this time before it. */
const LONGEST_MS = MAX_DURATION_MINUTES * MINUTE_MS;

/** Newest first, along whichever index the filters allow. */
export function listGrants(
  filter: Omit<GrantFilter, 'workspaceId'>,
  workspace: number | undefined,
  limit: number,
): CompiledQuery<GrantRow> {
  let query = dynamic
    .selectFrom('grants')
    .select(['grant_id as grantId', 'granted_at as grantedAt', 'expires_at as expiresAt', 'granted', 'cause'])
    .select(['command_id as commandId', 'ended_at as endedAt', 'revoked_by as revokedBy'])
    .select(sql<string>`CAST(position AS TEXT)`.as('place'))
    .orderBy('granted_at', 'desc')
    .orderBy('position', 'desc')
    .limit(limit);
  const { status, ticketId, activeAt, now, cursor } = filter;
  if (workspace !== undefined) query = query.where('workspace', '=', workspace);
  if (ticketId !== undefined) query = query.where('ticket_id', '=', ticketId);
  if (cursor !== undefined) {
    const [grantedAt, position] = fromCursor(cursor);
    query = query.where(sql<SqlBool>`(granted_at, position) < (${grantedAt}, ${position})`);
  }
  if (activeAt !== undefined) {
    query = query
      .where('granted_at', '<=', activeAt)
      .where('granted_at', '>=', activeAt - LONGEST_MS)
      .where('expires_at', '>', activeAt)
      .where((is) => is.or([is('ended_at', 'is', null), is('ended_at', '>', activeAt)]));
  }
  switch (status) {
    case undefined:
      break;
    case 'active':
      query = query
        .where('granted_at', '>=', now - LONGEST_MS)
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
      query = query.where('cause', 'in', ['revoked', 'forced-sso']);
      break;
    default:
      throw unknownStatus(status);
  }
  return query.compile();
}

const toListedGrant = (row: GrantRow, now: EpochMs): ListedGrant => ({
  ...toGrant(row),
  status: statusOf(row, now),
  ...(row.endedAt !== null && { endedAt: toInstant(row.endedAt) }),
  ...(row.cause !== null && { cause: row.cause }),
  ...(row.revokedBy !== null && { revokedBy: JSON.parse(row.revokedBy) as Party }),
});

/** An end that was recorded is a fact, whatever the clock says now; one that was not is a comparison. */
function statusOf(row: GrantRow, now: EpochMs): GrantStatus {
  if (row.cause !== null) return row.cause === 'expired' ? 'expired' : 'revoked';
  return row.expiresAt <= now ? 'expired' : 'active';
}

const unknownStatus = (status: never): Error => new Error(`unknown status ${String(status)}`);
