import type { RecordedEvent } from '#event-store';
import type { Transaction } from '#derived/postgres';
import { copyLine } from '#derived/postgres';
import type { LogDamagedError } from '#evidence';
import type { KnownStream, StreamRow } from '../known-stream.js';
import { admitEvent, newStream, streamCells, toKnownStream, workspaceOf } from '../known-stream.js';
import type { Slot } from './projection.js';
import { MODELS } from './projection.js';

// Workspaces are numbered in the order in which the log first names them, and every other table knows them by number:
// that keeps index entries narrow, and hashes of the state equal to those of other engines. The same row says where the
// workspace's stream ends, so that the next event can be checked against it.
export const streamTables = (slot: Slot): string => `
  CREATE TABLE ${MODELS}.${slot}_numbers (
    workspace integer PRIMARY KEY, workspace_id text COLLATE "C" NOT NULL UNIQUE,
    revision integer, chain text NOT NULL, last_at bigint NOT NULL
  );
  CREATE TABLE ${MODELS}.${slot}_damage (
    workspace integer PRIMARY KEY, revision integer NOT NULL, position bigint, what text NOT NULL
  );
`;

type LoadedRow = StreamRow & { id: string; isDamaged: boolean };

/** Checks the events of one stretch of the log against their streams' rows and moves these on, in its transaction. */
export class WorkspaceStreams {
  readonly #known = new Map<string, KnownStream>();
  readonly #added: string[] = [];
  readonly #damages: [workspace: number, LogDamagedError][] = [];
  readonly #numbers: string;

  private constructor(
    private readonly transaction: Transaction,
    private readonly slot: Slot,
  ) {
    this.#numbers = `${MODELS}.${slot}_numbers`;
  }

  /** @param streams of the stretch, in the order in which the log names them */
  static async load(
    transaction: Transaction,
    slot: Slot,
    streams: ReadonlySet<string>,
  ): Promise<WorkspaceStreams> {
    const loaded = new WorkspaceStreams(transaction, slot);
    await loaded.#load([...streams].map(workspaceOf));
    return loaded;
  }

  /** Of every workspace of the stretch. */
  numbers(): ReadonlyMap<string, number> {
    return new Map([...this.#known].map(([id, { workspace }]) => [id, workspace]));
  }

  /** @returns whether to fold it; an event of a damaged stream is not folded */
  admit(recorded: RecordedEvent): boolean {
    const known = this.#known.get(workspaceOf(recorded.stream))!;
    if (known.isDamaged) return false;
    const damage = admitEvent(known, recorded);
    if (damage !== undefined) this.damage(damage);
    return damage === undefined;
  }

  /** The first damage of a workspace stays. */
  damage(found: LogDamagedError): void {
    this.#damages.push([this.#known.get(workspaceOf(found.stream))!.workspace, found]);
  }

  async save(): Promise<void> {
    const added = new Set(this.#added);
    if (added.size > 0) {
      const lines = this.#added.map((id) => {
        const known = this.#known.get(id)!;
        return copyLine([known.workspace, id, ...streamCells(known)]);
      });
      await this.transaction.copy(this.#numbers, lines.join(''));
    }
    const moved = [...this.#known].filter(([id]) => !added.has(id)).map(([, known]) => rowOf(known));
    if (moved.length > 0) await this.#move(moved);
    for (const [workspace, found] of this.#damages) await this.#mark(workspace, found);
  }

  async #load(ids: readonly string[]): Promise<void> {
    const rows = await this.transaction.ask<LoadedRow>({
      text: `SELECT n.workspace, workspace_id AS id, n.revision, chain, last_at AS "lastAt",
               d.workspace IS NOT NULL AS "isDamaged"
             FROM ${this.#numbers} n LEFT JOIN ${MODELS}.${this.slot}_damage d ON d.workspace = n.workspace
             WHERE workspace_id = ANY($1)`,
      values: [ids],
    });
    for (const row of rows) this.#known.set(row.id, toKnownStream(row, row.isDamaged));
    this.#added.push(...ids.filter((id) => !this.#known.has(id)));
    if (this.#added.length === 0) return;
    const [last] = await this.transaction.ask<{ last: number | null }>({
      text: `SELECT max(workspace) AS last FROM ${this.#numbers}`,
    });
    let workspace = last?.last ?? 0;
    for (const id of this.#added) this.#known.set(id, newStream(++workspace));
  }

  async #move(rows: readonly object[]): Promise<void> {
    await this.transaction.ask({
      text: `UPDATE ${this.#numbers} AS held
             SET revision = given.revision, chain = given.chain, last_at = given.last_at
             FROM json_to_recordset($1) AS given(workspace integer, revision integer, chain text, last_at bigint)
             WHERE held.workspace = given.workspace`,
      values: [JSON.stringify(rows)],
    });
  }

  async #mark(workspace: number, { revision, position, what }: LogDamagedError): Promise<void> {
    await this.transaction.ask({
      text: `INSERT INTO ${MODELS}.${this.slot}_damage VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      values: [workspace, revision, position ?? null, what],
    });
  }
}

function rowOf(known: KnownStream): object {
  const [revision, chain, lastAt] = streamCells(known);
  return { workspace: known.workspace, revision, chain, last_at: lastAt };
}
