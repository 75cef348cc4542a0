import { assertNever } from '#domain';
import type { Cell } from '#derived';
import type { Position, RecordedEvent } from '#event-store';
import type { LogDamagedError } from '#evidence';
import type { AccessChange, RequestEnd } from './access-changes.js';
import { accessChange } from './access-changes.js';
import { auditRow } from './audit-row.js';
import { BrokenHistoryError } from './errors.js';
import type { HeldGrant, LatestGrant } from './held-grant.js';
import { extensionFault, grantCells, newGrant, notActive, notLive, notPending } from './held-grant.js';
import type { KnownStream } from './known-stream.js';
import { admitEvent, newStream, streamCells, workspaceOf } from './known-stream.js';
import type { TableName } from './tables.js';
import { TABLE_NAMES } from './tables.js';

/** What an engine has of the rows before a stretch. */
export type StoredRows = {
  /** By its workspace's id. */
  stream(workspaceId: string): KnownStream | undefined;
  /** The highest number of a workspace, 0 without one. */
  lastWorkspace(): number;
  latestGrant(workspace: number): LatestGrant | undefined;
};

/** A change of a row that was there before the stretch. @throws what an engine is to throw when there is no such row */
export type RowChange = { set: readonly Cell[]; find: readonly Cell[]; missing: () => Error };

/** Streams by name, kept from one stretch of a rebuild to the next. */
export class StreamCache {
  readonly #known = new Map<string, KnownStream>();
  #at: Position | undefined;
  #isKept = true;

  /** Called when a stretch begins: what was not saved at this position is of no use. */
  begin(applied: Position): void {
    if (!this.#isKept || this.#at !== applied || this.#known.size > MAX_KNOWN) this.#known.clear();
    this.#at = undefined;
  }

  /** Called when a stretch is saved that ends there. */
  end(position: Position): void {
    for (const known of this.#known.values()) {
      known.row = 'saved';
      if (known.latest !== undefined) {
        known.latest.row = undefined;
        known.latest.isChanged = false;
      }
    }
    this.#at = position;
  }

  /** Called before something else changes the rows. */
  forget(): void {
    this.#at = undefined;
  }

  /** Called before others may write the tables: what is known is then read anew for each stretch. */
  stopKeeping(): void {
    this.#isKept = false;
  }

  get(stream: string): KnownStream | undefined {
    return this.#known.get(stream);
  }

  set(stream: string, known: KnownStream): void {
    this.#known.set(stream, known);
  }
}

/** Some 300 bytes each. */
const MAX_KNOWN = 50_000;

const ENDED = 'ended';

/**
 * What a stretch of the log does to the tables of both engines. Events are folded here, in the order of the log; the engine then
 * writes the rows that they add, and the changes of rows that were there before.
 */
export class Stretch {
  readonly added = Object.fromEntries(TABLE_NAMES.map((name) => [name, []])) as unknown as Readonly<
    Record<TableName, Cell[][]>
  >;
  readonly #changes: [TableName, RowChange][] = [];
  readonly #moved: KnownStream[] = [];
  readonly #changedGrants: LatestGrant[] = [];
  /** Sessions and requests that the stretch adds or ends, by what they are found by. */
  readonly #rows = new Map<string, Cell[] | typeof ENDED>();

  constructor(
    private readonly stored: StoredRows,
    private readonly streams = new StreamCache(),
  ) {}

  /**
   * Folds the next event, unless its stream is damaged.
   * @throws BrokenHistoryError for an event that no history allows; nothing of this stretch may be saved then
   */
  fold(recorded: RecordedEvent): void {
    const known = this.#stream(recorded.stream);
    if (known.isDamaged) return;
    const damage = admitEvent(known, recorded);
    if (damage !== undefined) return this.#mark(known, damage);
    if (known.row === 'saved') {
      known.row = 'moved';
      this.#moved.push(known);
    }
    const change = accessChange(recorded, known.workspace);
    if (change !== undefined) this.#take(change, known, recorded.position);
    this.added.audit_entries.push(auditRow(recorded, known.workspace));
  }

  /** Notes that a stream is damaged. The first damage of a workspace stays. */
  damage(found: LogDamagedError): void {
    const known = this.#stream(found.stream);
    if (!known.isDamaged) this.#mark(known, found);
  }

  /** Called in the end: the changes of rows that were there before. The rows of {@link added} are complete then. */
  changes(): readonly (readonly [TableName, RowChange])[] {
    for (const held of this.#changedGrants)
      this.#changes.push(['grants', changeOf(grantCells(held), [held.position])]);
    for (const known of this.#moved) {
      if (known.row === 'moved')
        this.#changes.push(['numbers', changeOf(streamCells(known), [known.workspace])]);
      else this.added.numbers.push([known.workspace, known.workspaceId, ...streamCells(known)]);
    }
    return this.#changes;
  }

  #stream(stream: string): KnownStream {
    let known = this.streams.get(stream);
    if (known !== undefined) return known;
    const workspaceId = workspaceOf(stream);
    known = this.stored.stream(workspaceId);
    if (known === undefined) this.#moved.push((known = newStream(workspaceId, this.#nextWorkspace())));
    this.streams.set(stream, known);
    return known;
  }

  #lastWorkspace: number | undefined;
  #nextWorkspace(): number {
    return (this.#lastWorkspace = (this.#lastWorkspace ?? this.stored.lastWorkspace()) + 1);
  }

  #mark(known: KnownStream, { revision, position, what }: LogDamagedError): void {
    known.isDamaged = true;
    this.added.damage.push([known.workspace, revision, position ?? null, what]);
  }

  #take(change: AccessChange, known: KnownStream, position: Position): void {
    const { workspace } = known;
    switch (change.kind) {
      case 'grant':
        this.added.grants.push(change.row);
        known.latest = newGrant(change, position);
        return this.#answer(change.approves, workspace, position);
      case 'extension': {
        const latest = this.#latest(known);
        const fault = extensionFault(latest, change);
        if (fault !== undefined) throw new BrokenHistoryError(position, fault);
        this.#changeGrant(latest!, { expiresAt: change.expiresAt, extensions: change.number });
        this.added.extensions.push(change.row);
        return this.#answer(change.approves, workspace, position);
      }
      case 'end': {
        const { grantId, endedAt, cause, revokedBy } = change;
        const latest = this.#latest(known);
        if (latest?.grantId !== grantId || latest.endedAt !== null)
          throw new BrokenHistoryError(position, notActive(grantId));
        return this.#changeGrant(latest, { endedAt, cause, revokedBy });
      }
      case 'login':
        return this.#add('sessions', [workspace, change.expiresAt, change.sessionId], change.row);
      case 'session-end': {
        const { sessionId, expiresAt, endedAt, cause } = change;
        const find = [workspace, expiresAt, sessionId];
        return this.#end('sessions', find, [endedAt, cause], position, () => notLive(sessionId));
      }
      case 'request':
        return this.#add('requests', [workspace, change.requestId], change.row);
      case 'request-end':
        return this.#answer(change, workspace, position);
      case 'ticket-closing':
        return void this.added.ticket_closings.push(change.row);
      default:
        return assertNever(change, 'change');
    }
  }

  #answer(end: RequestEnd | undefined, workspace: number, position: Position): void {
    if (end === undefined) return;
    const { requestId, outcome, endedAt, ended } = end;
    const set = [outcome, endedAt, ended];
    this.#end('requests', [workspace, requestId], set, position, () => notPending(requestId));
  }

  #latest(known: KnownStream): LatestGrant | undefined {
    return (known.latest ??= this.stored.latestGrant(known.workspace));
  }

  #changeGrant(latest: LatestGrant, change: Partial<HeldGrant>): void {
    Object.assign(latest, change);
    if (latest.row !== undefined) putLast(latest.row, grantCells(latest));
    else if (!latest.isChanged) {
      latest.isChanged = true;
      this.#changedGrants.push(latest);
    }
  }

  #add(table: 'sessions' | 'requests', find: readonly Cell[], row: Cell[]): void {
    this.added[table].push(row);
    this.#rows.set(keyOf(table, find), row);
  }

  /** Ends a row of this stretch here, and one from before it in the tables. */
  #end(
    table: 'sessions' | 'requests',
    find: readonly Cell[],
    set: readonly Cell[],
    position: Position,
    fault: () => string,
  ): void {
    const key = keyOf(table, find);
    const row = this.#rows.get(key);
    const missing = (): Error => new BrokenHistoryError(position, fault());
    if (row === ENDED) throw missing();
    if (row === undefined) this.#changes.push([table, { set, find, missing }]);
    else putLast(row, set);
    this.#rows.set(key, ENDED);
  }
}

const keyOf = (table: string, find: readonly Cell[]): string => `${table} ${find.join(' ')}`;

function putLast(row: Cell[], cells: readonly Cell[]): void {
  const first = row.length - cells.length;
  for (let i = 0; i < cells.length; i++) row[first + i] = cells[i]!;
}

const changeOf = (set: readonly Cell[], find: readonly Cell[]): RowChange => ({
  set,
  find,
  missing: () => new Error('a row that was just read is not there any more'),
});
