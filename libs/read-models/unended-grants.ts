import type { EpochMs } from '#domain';
import type { Position } from '#event-store';

/** A grant without a recorded end. */
export type OpenGrant = { position: Position; grantId: string; workspaceId: string; expiresAt: EpochMs };

/** How a grant is named to the read models, which find it by its workspace. */
export type GrantKey = Pick<OpenGrant, 'workspaceId' | 'grantId'>;

export type OpenGrantRow = Omit<OpenGrant, 'position'> & { place: string };

/**
 * Grants without a recorded end after a position, in the order of the log. A damaged workspace is left out: its events are
 * folded no further.
 * @param after placeholder of the position, @param limit of the page's size, @param schema of the tables, with a dot
 */
export const openGrantsQuery = (after: string, limit: string, schema = ''): string => `
  SELECT CAST(position AS TEXT) AS place, grant_id AS "grantId", workspace_id AS "workspaceId", expires_at AS "expiresAt"
  FROM ${schema}grants JOIN ${schema}numbers USING (workspace)
  WHERE position > ${after} AND ended_at IS NULL AND workspace NOT IN (SELECT workspace FROM ${schema}damage)
  ORDER BY position LIMIT ${limit}`;

export const toOpenGrant = ({ place, ...grant }: OpenGrantRow): OpenGrant => ({
  position: BigInt(place),
  ...grant,
});
