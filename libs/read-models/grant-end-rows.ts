import type { EpochMs, RevocationCause } from '#domain';
import { causeWithGrant, grantOverAt } from '#domain';
import type { Expression, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { QueryBuilder } from './dynamic-queries.js';

/** The grant that a session or a request is of, in its row: all null if it is of none. */
export type GrantEndRow = {
  grantExpiresAt: EpochMs | null;
  grantEndedAt: EpochMs | null;
  grantCause: RevocationCause | null;
};

/** When and why the grant of a row is over, whether or not that is recorded. Without a grant it never is. */
export function grantEndOf({ grantExpiresAt, grantEndedAt, grantCause }: GrantEndRow): {
  at: EpochMs;
  cause: 'grant-ended' | 'ticket-closed';
} {
  const cause = grantCause ?? 'expired';
  if (grantExpiresAt === null) return { at: Infinity, cause: 'grant-ended' };
  const at = grantOverAt(cause, { at: grantEndedAt ?? grantExpiresAt, expiresAt: grantExpiresAt });
  return { at, cause: causeWithGrant(cause) };
}

/** The same as SQL, in a query that joins {@link itsGrant}. */
export const grantOverAtSql = sql<EpochMs>`coalesce(
  CASE WHEN coalesce(its.cause, 'expired') = 'expired' THEN its.expires_at ELSE its.ended_at END,
  ${sql.lit(Number.MAX_SAFE_INTEGER)})`;

/** What joins to a session or a request `it` the grant that it is of, as `its`: the newest one that was given before it. */
export const itsGrant = (builder: QueryBuilder): Expression<SqlBool> => {
  const newest = builder
    .selectFrom('grants as earlier')
    .select('earlier.position')
    .where(sql<SqlBool>`earlier.workspace = it.workspace`)
    .where(sql<SqlBool>`earlier.granted_at <= it.at`)
    .where(sql<SqlBool>`earlier.position < it.position`)
    .orderBy('earlier.granted_at', 'desc')
    .orderBy('earlier.position', 'desc')
    .limit(1);
  return sql<SqlBool>`its.grant_id = it.grant_id AND its.position = ${newest}`;
};
