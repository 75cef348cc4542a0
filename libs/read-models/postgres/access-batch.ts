import { assertNever } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import type { Transaction } from '#derived/postgres';
import { copyLine } from '#derived/postgres';
import type { AccessChange, Cell, RequestEnd, SessionEnd } from '../access-changes.js';
import { accessChange } from '../access-changes.js';
import { BrokenHistoryError } from '../errors.js';
import { extensionFault, notActive, notLive, notPending } from '../held-grant.js';
import { LatestGrants } from './latest-grants.js';
import type { Batch, Slot } from './projection.js';
import { MODELS } from './projection.js';
import type { TableEnd } from './row-ends.js';
import { endRequests, endSessions } from './row-ends.js';

type Cells = Extract<AccessChange<string>, { cells: unknown }>['cells'];
type Given = { position: Position; workspaceId: string; change: AccessChange<string> };
type NumberOf = (workspaceId: string) => number;

/** A row of the stretch that may end within it. */
type NewRow = { cells: Cells; end?: Cell[] };

/**
 * A stretch of events as rows. What happens to one row within it is put together here, in the order of the log; what happens to rows of
 * earlier stretches is written in one statement for each table.
 */
export class AccessBatch implements Batch {
  readonly #given: Given[] = [];

  constructor(private readonly slot: Slot) {}

  add(recorded: RecordedEvent, workspaceId: string): void {
    const change = accessChange(recorded, workspaceId);
    if (change !== undefined) this.#given.push({ position: recorded.position, workspaceId, change });
  }

  async flush(transaction: Transaction, numbers: ReadonlyMap<string, number>): Promise<void> {
    const numberOf: NumberOf = (workspaceId) => numbers.get(workspaceId)!;
    const grants = await LatestGrants.load(transaction, this.slot, changedBefore(this.#given, numberOf));
    const rows = new Rows(grants);
    for (const { change, workspaceId, position } of this.#given)
      rows.take(change, numberOf(workspaceId), position);
    await grants.save();
    await rows.save(transaction, this.slot, numberOf);
  }
}

/** Workspaces in which something happens to the grant that was the latest before the stretch. */
function changedBefore(given: readonly Given[], numberOf: NumberOf): number[] {
  const granted = new Set<string>();
  const changed = new Set<string>();
  for (const { workspaceId, change } of given)
    if (change.kind === 'grant') granted.add(workspaceId);
    else if ((change.kind === 'end' || change.kind === 'extension') && !granted.has(workspaceId))
      changed.add(workspaceId);
  return [...changed].map(numberOf);
}

class Rows {
  readonly #extensions: Cells[] = [];
  readonly #ticketClosings: Cells[] = [];
  readonly #sessions = new RowsThatEnd<SessionEnd>();
  readonly #requests = new RowsThatEnd<RequestEnd>();

  constructor(private readonly grants: LatestGrants) {}

  /** @throws BrokenHistoryError for a change that no history allows */
  take(change: AccessChange<string>, workspace: number, position: Position): void {
    switch (change.kind) {
      case 'grant':
        this.grants.add(workspace, change);
        return this.#answer(change.approves, workspace, position);
      case 'extension': {
        const fault = extensionFault(this.grants.of(workspace), change);
        if (fault !== undefined) throw new BrokenHistoryError(position, fault);
        this.grants.change(workspace, { expiresAt: change.expiresAt, extensions: change.number });
        this.#extensions.push(change.cells);
        return this.#answer(change.approves, workspace, position);
      }
      case 'end': {
        const { grantId, endedAt, cause, revokedBy } = change;
        const latest = this.grants.of(workspace);
        if (latest?.grantId !== grantId || latest.endedAt !== null)
          throw new BrokenHistoryError(position, notActive(grantId));
        return this.grants.change(workspace, { endedAt, cause, revokedBy });
      }
      case 'login':
        return this.#sessions.add(keyOf(workspace, change.sessionId, change.expiresAt), change.cells);
      case 'session-end': {
        const { sessionId, expiresAt, endedAt, cause } = change;
        const key = keyOf(workspace, sessionId, expiresAt);
        if (this.#sessions.end(key, [endedAt, cause], { workspace, position, end: change })) return;
        throw new BrokenHistoryError(position, notLive(sessionId));
      }
      case 'request':
        return this.#requests.add(keyOf(workspace, change.requestId), change.cells);
      case 'request-end':
        return this.#answer(change, workspace, position);
      case 'ticket-closing':
        return void this.#ticketClosings.push(change.cells);
      default:
        return assertNever(change, 'change');
    }
  }

  async save(transaction: Transaction, slot: Slot, numberOf: NumberOf): Promise<void> {
    await endSessions(transaction, slot, this.#sessions.earlier);
    await endRequests(transaction, slot, this.#requests.earlier);
    const copy = async (table: string, rows: readonly (readonly [bigint, string, ...Cell[]])[]) => {
      const lines = rows.map(([position, workspaceId, ...rest]) =>
        copyLine([position, numberOf(workspaceId), ...rest]),
      );
      if (lines.length > 0) await transaction.copy(`${MODELS}.${slot}_${table}`, lines.join(''));
    };
    await copy('extensions', this.#extensions);
    await copy('sessions', this.#sessions.added([null, null]));
    await copy('requests', this.#requests.added([null, null, null]));
    await copy('ticket_closings', this.#ticketClosings);
  }

  #answer(end: RequestEnd | undefined, workspace: number, position: Position): void {
    if (end === undefined) return;
    const { requestId, outcome, endedAt, ended } = end;
    const key = keyOf(workspace, requestId);
    if (this.#requests.end(key, [outcome, endedAt, ended], { workspace, position, end })) return;
    throw new BrokenHistoryError(position, notPending(requestId));
  }
}

/** Rows of one table that the stretch adds, and ends of rows that were there before it. */
class RowsThatEnd<End> {
  readonly #rows: NewRow[] = [];
  readonly #byKey = new Map<string, NewRow>();
  readonly #earlier = new Map<string, TableEnd<End>>();

  get earlier(): readonly TableEnd<End>[] {
    return [...this.#earlier.values()];
  }

  add(key: string, cells: Cells): void {
    const row = { cells };
    this.#rows.push(row);
    this.#byKey.set(key, row);
  }

  /** @returns false when the row has an end already */
  end(key: string, cells: Cell[], inTable: TableEnd<End>): boolean {
    const row = this.#byKey.get(key);
    if (row?.end !== undefined || this.#earlier.has(key)) return false;
    if (row) row.end = cells;
    else this.#earlier.set(key, inTable);
    return true;
  }

  added(withoutEnd: readonly Cell[]): [bigint, string, ...Cell[]][] {
    return this.#rows.map(({ cells, end = withoutEnd }) => [...cells, ...end]);
  }
}

const keyOf = (...parts: readonly (string | number)[]): string => parts.join(' ');
