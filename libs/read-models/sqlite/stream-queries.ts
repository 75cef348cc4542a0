import type { EpochMs } from '#domain';
import type { Db } from '#derived/sqlite';
import type { FoldedStreamEnd } from '#evidence';
import type { DamageRow, EndRow, WorkspaceDamage } from '../known-stream.js';
import { endsQuery, recentSinceQuery, toDamage, toStreamEnd } from '../known-stream.js';

/** Finds the number of a workspace that any event names. */
export function findWorkspaces(db: Db): (workspaceId: string) => number | undefined {
  const find = db.prepare<[string], number>('SELECT workspace FROM numbers WHERE workspace_id = ?').pluck();
  return (workspaceId) => find.get(workspaceId);
}

/** Where streams end, and where they are damaged, by the numbers of their workspaces. */
export class StreamQueries {
  readonly #first;
  readonly #of;
  readonly #ends;
  readonly #recentSince;

  constructor(db: Db) {
    this.#ends = db.prepare<[{ since: EpochMs; after: number }], EndRow>(endsQuery('$since', '$after'));
    this.#recentSince = db.prepare<[], EpochMs | null>(recentSinceQuery()).pluck();
    const select = `SELECT workspace_id AS workspaceId, damage.revision AS revision, CAST(position AS TEXT) AS place, what
                    FROM damage JOIN numbers USING (workspace)`;
    this.#first = db.prepare<[number], DamageRow>(`${select} ORDER BY workspace LIMIT ?`);
    this.#of = db.prepare<[string], DamageRow>(`${select} WHERE workspace_id = ?`);
  }

  first(limit: number): WorkspaceDamage[] {
    return this.#first.all(limit).map(toDamage);
  }

  ends(since: EpochMs, after: number): FoldedStreamEnd[] {
    return this.#ends.all({ since, after }).map(toStreamEnd);
  }

  recentSince(): EpochMs {
    return this.#recentSince.get() ?? 0;
  }

  of(workspaceId: string): WorkspaceDamage | undefined {
    const row = this.#of.get(workspaceId);
    return row && toDamage(row);
  }
}
