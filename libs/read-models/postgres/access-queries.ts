import type { Statement } from '#derived/postgres';
import type { DueEntry } from '../due-entries.js';
import { openDueQuery } from '../due-entries.js';
import { MODELS } from './slot.js';

// Whatever the tables hold, each starts from the one row of the place in the log: there is always an answer, and it says
// how much of the log it knows.

export const POSITION: Statement = {
  text: `SELECT position::text AS position FROM ${MODELS}.progress`,
};

const DAMAGE = `SELECT workspace_id AS "workspaceId", damage.revision, position::text AS place, what
  FROM ${MODELS}.damage JOIN ${MODELS}.numbers USING (workspace)`;

/** $1 workspace */
export const DAMAGE_OF: Statement = { text: `${DAMAGE} WHERE workspace_id = $1` };

/** $1 limit */
export const DAMAGES: Statement = { text: `${DAMAGE} ORDER BY workspace LIMIT $1` };

/** $1 position, $2 limit */
export const OPEN_DUE: Statement = { text: openDueQuery('$1', '$2', `${MODELS}.`) };

const endedOf = (kind: DueEntry['kind'], table: string, end: string): string => `
  SELECT id FROM given WHERE kind = '${kind}' AND NOT EXISTS (
    SELECT FROM ${MODELS}.${table} WHERE workspace = given.workspace AND ${kind}_id = id
      AND expires_at = "dueAt" AND ${end} IS NULL
  ) AND EXISTS (SELECT FROM ${MODELS}.${table} WHERE workspace = given.workspace AND ${kind}_id = id)`;

/** $1 entries, as JSON */
export const ENDED_DUE: Statement = {
  text: `
    WITH given AS MATERIALIZED (
      SELECT kind, id, "dueAt", workspace
      FROM json_to_recordset($1) AS entry(kind text, id text, "workspaceId" text, "dueAt" bigint)
      JOIN ${MODELS}.numbers ON workspace_id = entry."workspaceId"
    )
    ${endedOf('grant', 'grants', 'ended_at')}
    UNION ALL ${endedOf('request', 'requests', 'outcome')}
    UNION ALL ${endedOf('session', 'sessions', 'ended_at')}`,
};

/** The newest grant that was given at or before an instant. $1 workspace, $2 instant */
const latestGrant = (columns: string): string => `
  SELECT ${columns} FROM ${MODELS}.grants WHERE workspace = numbered.workspace AND granted_at <= $2
  ORDER BY granted_at DESC, position DESC LIMIT 1`;

/** Its latest extension then. */
const EXTENSION = `SELECT json_build_object('number', number, 'expiresAt', expires_at) FROM ${MODELS}.extensions
  WHERE workspace = numbered.workspace AND at <= $2 AND grant_id = latest."grantId"
  ORDER BY at DESC, position DESC LIMIT 1`;

/**
 * Its sessions that are live then. A session lasts no longer than its grant, which may be extended but not shortened: the range is
 * closed at both ends.
 */
const LIVE = `${MODELS}.sessions WHERE workspace = numbered.workspace AND expires_at > $2
  AND expires_at <= latest."expiresAt" AND at <= $2 AND (ended_at IS NULL OR ended_at > $2)
  AND grant_id = latest."grantId"`;

/** What waits for an answer then. */
const PENDING = `${MODELS}.requests WHERE workspace = numbered.workspace AND expires_at > $2 AND at <= $2
  AND (ended_at IS NULL OR ended_at > $2)`;

/** $1 workspace, $2 instant */
export const CURRENT_ACCESS: Statement = {
  text: `
    SELECT progress.position::text AS position, latest.*,
      CASE WHEN latest.extensions > 0 THEN (${EXTENSION}) END AS extension, (
        SELECT json_agg(json_build_object(
          'sessionId', session_id, 'engineer', engineer, 'at', at, 'expiresAt', expires_at
        ) ORDER BY expires_at, position) FROM ${LIVE}
      ) AS sessions, (
        SELECT json_agg(json_build_object(
          'place', position::text, 'commandId', command_id, 'requested', requested, 'grantId', grant_id
        ) ORDER BY position) FROM ${PENDING}
      ) AS requests
    FROM ${MODELS}.progress AS progress
    LEFT JOIN ${MODELS}.numbers AS numbered ON numbered.workspace_id = $1
    LEFT JOIN LATERAL (${latestGrant(
      `position::text AS place, grant_id AS "grantId", granted_at AS "grantedAt", expires_at AS "expiresAt", extensions,
       command_id AS "commandId", granted, ended_at AS "endedAt", cause, revoked_by AS "revokedBy"`,
    )}) AS latest ON true`,
};
