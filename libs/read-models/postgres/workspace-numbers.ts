import { copyLine } from './copy-in.js';
import type { Transaction } from './database.js';
import type { Slot } from './projection.js';
import { MODELS } from './projection.js';

// Workspaces are numbered in the order in which the log first names them, and every other table knows them by number:
// that keeps index entries narrow, and hashes of the state equal to those of other engines.
export const numbersTable = (slot: Slot): string => `
  CREATE TABLE ${MODELS}.${slot}_numbers (workspace integer PRIMARY KEY, workspace_id text COLLATE "C" NOT NULL UNIQUE);
`;

/** Numbers remembered; starting over costs a look into an index for each workspace that comes up again. */
const MAX_KNOWN = 100_000;

/** Finds workspaces' numbers, or gives them one. */
export class WorkspaceNumbers {
  readonly #known = new Map<string, number>();
  #generation: string | undefined;

  constructor(private readonly slot: Slot) {}

  /** @param ids in the order in which the log names them; @param generation of the tables: a number is good for one */
  async of(
    transaction: Transaction,
    generation: string,
    ids: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, number>> {
    if (this.#generation !== generation || this.#known.size > MAX_KNOWN) this.#known.clear();
    this.#generation = generation;
    const unknown = [...ids].filter((id) => !this.#known.has(id));
    if (unknown.length > 0) await this.#find(transaction, unknown);
    const numbers = new Map<string, number>();
    const unnumbered: string[] = [];
    for (const id of ids) {
      const number = this.#known.get(id);
      if (number === undefined) unnumbered.push(id);
      else numbers.set(id, number);
    }
    // Known to this transaction alone until it is committed: the next one finds them in the table.
    if (unnumbered.length > 0) await this.#add(transaction, unnumbered, numbers);
    return numbers;
  }

  async #find(transaction: Transaction, ids: readonly string[]): Promise<void> {
    const found = await transaction.ask<{ workspace: number; id: string }>({
      name: `find numbers ${this.slot}`,
      text: `SELECT workspace, workspace_id AS id FROM ${MODELS}.${this.slot}_numbers WHERE workspace_id = ANY($1)`,
      values: [ids],
    });
    for (const { workspace, id } of found) this.#known.set(id, workspace);
  }

  async #add(transaction: Transaction, ids: readonly string[], numbers: Map<string, number>): Promise<void> {
    const [row] = await transaction.ask<{ last: number | null }>({
      name: `last number ${this.slot}`,
      text: `SELECT max(workspace) AS last FROM ${MODELS}.${this.slot}_numbers`,
    });
    const last = row?.last ?? 0;
    ids.forEach((id, i) => numbers.set(id, last + i + 1));
    const lines = ids.map((id) => copyLine([numbers.get(id)!, id])).join('');
    await transaction.copy(`${MODELS}.${this.slot}_numbers`, lines);
  }
}
