import type { Statement } from '#derived/postgres';
import { openGrantsQuery } from '../unended-grants.js';
import { MODELS } from './projection.js';

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
export const OPEN_GRANTS: Statement = {
  text: openGrantsQuery('$1', '$2', `${MODELS}.`),
};

/** $1 keys of grants, as JSON */
export const ENDED_GRANTS: Statement = {
  text: `SELECT grant_id AS "grantId" FROM json_to_recordset($1) AS given("workspaceId" text, "grantId" text)
         JOIN ${MODELS}.numbers ON workspace_id = given."workspaceId"
         JOIN ${MODELS}.grants USING (workspace) WHERE grant_id = given."grantId" AND ended_at IS NOT NULL`,
};

/** The newest grant that was given at or before an instant. $1 workspace, $2 instant */
const latestGrant = (columns: string): string => `
  SELECT ${columns} FROM ${MODELS}.grants WHERE workspace = numbered.workspace AND granted_at <= $2
  ORDER BY granted_at DESC, position DESC LIMIT 1`;

/** Its sessions that are live then. A session lasts no longer than its grant, so the range is closed at both ends. */
const LIVE = `${MODELS}.sessions WHERE workspace = numbered.workspace AND expires_at > $2
  AND expires_at <= latest."expiresAt" AND at <= $2 AND grant_id = latest."grantId"`;

/** $1 workspace, $2 instant */
export const CURRENT_ACCESS: Statement = {
  text: `
    SELECT progress.position::text AS position, latest.*, (
      SELECT json_agg(json_build_object(
        'sessionId', session_id, 'engineer', engineer, 'at', at, 'expiresAt', expires_at
      ) ORDER BY expires_at, position) FROM ${LIVE}
    ) AS sessions
    FROM ${MODELS}.progress AS progress
    LEFT JOIN ${MODELS}.numbers AS numbered ON numbered.workspace_id = $1
    LEFT JOIN LATERAL (${latestGrant(
      `position::text AS place, grant_id AS "grantId", granted_at AS "grantedAt", expires_at AS "expiresAt",
       command_id AS "commandId", granted, ended_at AS "endedAt", cause, revoked_by AS "revokedBy"`,
    )}) AS latest ON true`,
};
