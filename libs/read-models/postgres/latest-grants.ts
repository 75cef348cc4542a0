import type { EpochMs } from '#domain';
import type { Transaction } from '#derived/postgres';
import { copyLine } from '#derived/postgres';
import type { Cell, GrantChange } from '../access-changes.js';
import type { HeldGrant } from '../held-grant.js';
import type { Slot } from './projection.js';
import { MODELS } from './projection.js';

/** What later events change of a grant. */
type Changeable = {
  expiresAt: EpochMs;
  extensions: number;
  endedAt: EpochMs | null;
  cause: string | null;
  revokedBy: string | null;
};

/** `position` is of a row in the tables, `cells` begin a row that is to be added. */
type Held = HeldGrant &
  Changeable &
  ({ position: string; isChanged: boolean } | { cells: GrantChange<number>['cells'] });

/** Each workspace's latest grant, the only one that can change, and the grants of a stretch; by the workspaces' numbers. */
export class LatestGrants {
  readonly #latest = new Map<number, Held>();
  readonly #loaded: Held[] = [];
  readonly #added: Held[] = [];

  private constructor(
    private readonly transaction: Transaction,
    private readonly table: string,
  ) {}

  /** @param workspaces those whose latest grant in the tables may change */
  static async load(
    transaction: Transaction,
    slot: Slot,
    workspaces: readonly number[],
  ): Promise<LatestGrants> {
    const loaded = new LatestGrants(transaction, `${MODELS}.${slot}_grants`);
    if (workspaces.length > 0) await loaded.#load(workspaces);
    return loaded;
  }

  of(workspace: number): HeldGrant | undefined {
    return this.#latest.get(workspace);
  }

  add(
    workspace: number,
    { grantId, grantedAt, expiresAt, cells: [position, , ...rest] }: GrantChange<string>,
  ): void {
    const held: Held = {
      grantId,
      grantedAt,
      expiresAt,
      extensions: 0,
      endedAt: null,
      cause: null,
      revokedBy: null,
      cells: [position, workspace, ...rest],
    };
    this.#latest.set(workspace, held);
    this.#added.push(held);
  }

  change(workspace: number, change: Partial<Changeable>): void {
    const held = this.#latest.get(workspace)!;
    Object.assign(held, change);
    if ('isChanged' in held) held.isChanged = true;
  }

  async save(): Promise<void> {
    const changed = this.#loaded.filter((held) => 'isChanged' in held && held.isChanged);
    if (changed.length > 0) await this.#update(changed);
    const lines = this.#added.map((held) =>
      copyLine([...('cells' in held ? held.cells : []), ...changeable(held)]),
    );
    if (lines.length > 0) await this.transaction.copy(this.table, lines.join(''));
  }

  async #load(workspaces: readonly number[]): Promise<void> {
    const rows = await this.transaction.ask<
      Omit<Held & { position: string }, 'isChanged'> & { workspace: number }
    >({
      text: `SELECT latest.* FROM unnest($1::integer[]) AS given(workspace) CROSS JOIN LATERAL (
               SELECT workspace, position::text AS position, grant_id AS "grantId", granted_at AS "grantedAt",
                 expires_at AS "expiresAt", extensions, ended_at AS "endedAt", cause, revoked_by AS "revokedBy"
               FROM ${this.table} WHERE workspace = given.workspace
               ORDER BY granted_at DESC, ${this.table}.position DESC LIMIT 1
             ) AS latest`,
      values: [workspaces],
    });
    for (const { workspace, ...row } of rows) {
      const held = { ...row, isChanged: false };
      this.#latest.set(workspace, held);
      this.#loaded.push(held);
    }
  }

  async #update(changed: readonly Held[]): Promise<void> {
    await this.transaction.ask({
      text: `UPDATE ${this.table} AS held
             SET expires_at = given."expiresAt", extensions = given.extensions, ended_at = given."endedAt",
               cause = given.cause, revoked_by = given."revokedBy"
             FROM json_to_recordset($1) AS given(position bigint, "expiresAt" bigint, extensions integer,
               "endedAt" bigint, cause text, "revokedBy" text)
             WHERE held.position = given.position`,
      values: [JSON.stringify(changed)],
    });
  }
}

const changeable = ({ expiresAt, extensions, endedAt, cause, revokedBy }: Changeable): Cell[] => [
  expiresAt,
  extensions,
  endedAt,
  cause,
  revokedBy,
];
