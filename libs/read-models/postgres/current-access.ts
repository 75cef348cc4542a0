import type { RecordedEvent } from '#event-store';
import { assertNever } from '#domain';
import type { Transaction } from '#derived/postgres';
import { copyLine } from '#derived/postgres';
import type { AccessChange, Cell } from '../access-changes.js';
import { accessChange } from '../access-changes.js';
import { BrokenHistoryError } from '../errors.js';
import type { Batch, Projection, Slot } from './projection.js';
import { MODELS } from './projection.js';

/** Grants and sessions with their history: who may be where, at any instant. */
export const currentAccess: Projection = {
  keys: { grants: 'position', sessions: 'position' },

  // Times are in epoch milliseconds. Within a workspace the order by time is the order by position (C1).
  tables: (slot: Slot) => `
    CREATE TABLE ${MODELS}.${slot}_grants (
      position bigint PRIMARY KEY, workspace integer NOT NULL, grant_id text NOT NULL, command_id text NOT NULL,
      granted_at bigint NOT NULL, expires_at bigint NOT NULL, ticket_id text, granted text NOT NULL,
      ended_at bigint, cause text, revoked_by text
    );
    CREATE INDEX ${slot}_grants_by_workspace ON ${MODELS}.${slot}_grants (workspace, granted_at, position);
    CREATE TABLE ${MODELS}.${slot}_sessions (
      position bigint NOT NULL, workspace integer NOT NULL, session_id text NOT NULL, grant_id text NOT NULL,
      at bigint NOT NULL, expires_at bigint NOT NULL, engineer_id text NOT NULL, engineer text NOT NULL
    );
  `,

  indexes: (slot: Slot) => `
    CREATE INDEX ${slot}_grants_by_time ON ${MODELS}.${slot}_grants (granted_at, position);
    CREATE INDEX ${slot}_grants_by_ticket ON ${MODELS}.${slot}_grants (ticket_id, granted_at, position)
      WHERE ticket_id IS NOT NULL;
    CREATE INDEX ${slot}_grants_revoked ON ${MODELS}.${slot}_grants (granted_at, position)
      WHERE cause IN ('revoked', 'forced-sso');
    CREATE INDEX ${slot}_sessions_by_workspace ON ${MODELS}.${slot}_sessions (workspace, expires_at);
  `,

  batch: (slot: Slot) => new AccessBatch(slot),
};

type Change<Kind> = Extract<AccessChange<string>, { kind: Kind }>;
type GivenGrant = { grantId: string; cells: Change<'grant'>['cells']; end?: Change<'end'> };

/**
 * A stretch of events as rows. Only a workspace's latest grant can end: at most one is active (G5), and the next is given
 * after its end. So an end is of the latest grant of the stretch, or of the latest one in the tables.
 */
class AccessBatch implements Batch {
  readonly #grants: GivenGrant[] = [];
  readonly #latest = new Map<string, GivenGrant>();
  readonly #ended = new Map<string, Change<'end'> & { position: bigint }>();
  readonly #logins: Change<'login'>['cells'][] = [];

  constructor(private readonly slot: Slot) {}

  add(recorded: RecordedEvent, workspaceId: string): void {
    const change = accessChange(recorded, workspaceId);
    switch (change?.kind) {
      case 'grant':
        this.#latest.set(workspaceId, change);
        this.#grants.push(change);
        return;
      case 'login':
        this.#logins.push(change.cells);
        return;
      case 'end':
        return this.#end(change, workspaceId, recorded.position);
      case undefined:
        return;
      default:
        return assertNever(change, 'change');
    }
  }

  async flush(transaction: Transaction, numbers: ReadonlyMap<string, number>): Promise<void> {
    const numberOf = (workspaceId: string): number => numbers.get(workspaceId)!;
    // Before the grants of the stretch, which come after these ends.
    if (this.#ended.size > 0) await this.#endThoseInTheTables(transaction, numberOf);
    if (this.#grants.length > 0)
      await transaction.copy(
        `${MODELS}.${this.slot}_grants`,
        this.#grants.map(({ cells, end }) => numbered(cells, numberOf, endCells(end))).join(''),
      );
    if (this.#logins.length > 0)
      await transaction.copy(
        `${MODELS}.${this.slot}_sessions`,
        this.#logins.map((cells) => numbered(cells, numberOf)).join(''),
      );
  }

  #end(end: Change<'end'>, workspaceId: string, position: bigint): void {
    const given = this.#latest.get(workspaceId);
    if (given ? given.grantId !== end.grantId || given.end : this.#ended.has(workspaceId))
      throw notActive(position, end.grantId);
    if (given) given.end = end;
    else this.#ended.set(workspaceId, { ...end, position });
  }

  async #endThoseInTheTables(
    transaction: Transaction,
    numberOf: (workspaceId: string) => number,
  ): Promise<void> {
    const rows = [...this.#ended].map(([workspaceId, { grantId, endedAt, cause, revokedBy }]) => ({
      workspace: numberOf(workspaceId),
      grant_id: grantId,
      ended_at: endedAt,
      cause,
      revoked_by: revokedBy,
    }));
    const table = `${MODELS}.${this.slot}_grants`;
    const ended = await transaction.ask<{ workspace: number }>({
      text: `UPDATE ${table} AS held
             SET ended_at = given.ended_at, cause = given.cause, revoked_by = given.revoked_by
             FROM json_to_recordset($1)
               AS given(workspace integer, grant_id text, ended_at bigint, cause text, revoked_by text)
             CROSS JOIN LATERAL (
               SELECT position FROM ${table} WHERE workspace = given.workspace
               ORDER BY granted_at DESC, position DESC LIMIT 1
             ) AS latest
             WHERE held.position = latest.position AND held.grant_id = given.grant_id AND held.ended_at IS NULL
             RETURNING held.workspace AS workspace`,
      values: [JSON.stringify(rows)],
    });
    const known = new Set(ended.map(({ workspace }) => workspace));
    for (const [workspaceId, { position, grantId }] of this.#ended)
      if (!known.has(numberOf(workspaceId))) throw notActive(position, grantId);
  }
}

const notActive = (position: bigint, grantId: string): Error =>
  new BrokenHistoryError(position, `ends grant ${grantId}, which is not active`);

const endCells = (end: Change<'end'> | undefined): Cell[] =>
  end ? [end.endedAt, end.cause, end.revokedBy] : [null, null, null];

const numbered = (
  [position, workspaceId, ...rest]: readonly [bigint, string, ...Cell[]],
  numberOf: (workspaceId: string) => number,
  more: readonly Cell[] = [],
): string => copyLine([position, numberOf(workspaceId), ...rest, ...more]);
