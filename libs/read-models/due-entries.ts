import type { EpochMs } from '#domain';
import type { Position } from '#event-store';

/** Something that ends by itself: when, as far as it is known now. */
export type DueEntry = {
  kind: 'grant' | 'request' | 'session';
  id: string;
  workspaceId: string;
  dueAt: EpochMs;
};

/** Something without a recorded end, and where in the log it began. */
export type OpenDue = DueEntry & { position: Position };

export type OpenDueRow = DueEntry & { place: string };

/**
 * Grants, requests and sessions without a recorded end after a position, in the order of the log. A damaged workspace is left out: its
 * events are folded no further.
 * @param after placeholder of the position, @param limit of the page's size, @param schema of the tables, with a dot
 */
export function openDueQuery(after: string, limit: string, schema = ''): string {
  const open = (kind: DueEntry['kind'], table: string, condition: string): string => `
    SELECT * FROM (
      SELECT position, '${kind}' AS kind, ${kind}_id AS id, workspace, expires_at FROM ${schema}${table}
      WHERE position > ${after} AND ${condition} AND workspace NOT IN (SELECT workspace FROM ${schema}damage)
      ORDER BY position LIMIT ${limit}
    ) AS ${table}_open`;
  return `
    SELECT CAST(position AS TEXT) AS place, kind, id, workspace_id AS "workspaceId", expires_at AS "dueAt"
    FROM (
      ${open('grant', 'grants', 'ended_at IS NULL')} UNION ALL
      ${open('request', 'requests', 'outcome IS NULL')} UNION ALL
      ${open('session', 'sessions', 'ended_at IS NULL')}
    ) AS open JOIN ${schema}numbers AS known USING (workspace)
    ORDER BY position LIMIT ${limit}`;
}

export const toOpenDue = ({ place, ...entry }: OpenDueRow): OpenDue => ({
  position: BigInt(place),
  ...entry,
});
