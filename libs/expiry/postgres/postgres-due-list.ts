import type { EpochMs } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import type { Bookmark } from '#derived';
import type { Schema, Transaction, WriteGuard } from '#derived/postgres';
import {
  forgetting,
  PostgresDatabase,
  openSchema,
  Progress,
  progressTable,
  SchemaReader,
  withTables,
} from '#derived/postgres';
import type { DueEntry, DueKey, DueList, DueListQueries } from '../due-list.js';
import type { DueChange } from '../react.js';
import { reactTo } from '../react.js';

const NAME = 'support_access_due_list';
const PROGRESS = `${NAME}.progress`;

// One index in the order in which things are due, of bytes whatever the database sorts by. An end names that time, too, so that its
// entry is found by the key; an approval names its request alone, which the second index finds.
const SCHEMA: Schema = {
  name: NAME,
  version: 2,
  owns: /^(about|due|progress)$/,
  tables: `
    CREATE TABLE ${NAME}.due (
      due_at bigint NOT NULL, id text COLLATE "C" NOT NULL, kind text NOT NULL, workspace_id text NOT NULL,
      PRIMARY KEY (due_at, id)
    );
    CREATE INDEX due_requests ON ${NAME}.due (id) WHERE kind = 'request';
    ${progressTable(PROGRESS)}
  `,
};

/** The net effect of a batch of events: for each entry, whether it ends up in the list. */
class DueBatch {
  readonly #changes = new Map<string, Exclude<DueChange, { kind: 'answer' }>>();
  readonly #asked = new Map<string, DueKey>();
  readonly #answered: string[] = [];

  write(recorded: RecordedEvent): void {
    for (const change of reactTo(recorded)) this.change(change);
  }

  change(change: DueChange): void {
    if (change.kind === 'answer') {
      this.#answered.push(change.requestId);
      const key = this.#asked.get(change.requestId);
      if (key !== undefined) this.change({ kind: 'remove', key });
      return;
    }
    const { dueAt, id } = change.kind === 'add' ? change.entry : change.key;
    this.#changes.set(`${dueAt} ${id}`, change);
    if (change.kind === 'add' && change.entry.kind === 'request') this.#asked.set(id, { dueAt, id });
  }

  async flush(transaction: Transaction): Promise<void> {
    const added: DueEntry[] = [];
    const removed: DueKey[] = [];
    for (const change of this.#changes.values())
      if (change.kind === 'add') added.push(change.entry);
      else removed.push(change.key);
    if (this.#answered.length > 0)
      await transaction.ask({
        text: `DELETE FROM ${NAME}.due WHERE kind = 'request' AND id = ANY($1)`,
        values: [this.#answered],
      });
    if (removed.length > 0)
      await transaction.ask({
        text: `DELETE FROM ${NAME}.due AS held
               USING json_to_recordset($1) AS gone("dueAt" bigint, id text)
               WHERE held.due_at = gone."dueAt" AND held.id = gone.id`,
        values: [JSON.stringify(removed)],
      });
    if (added.length > 0)
      await transaction.ask({
        text: `INSERT INTO ${NAME}.due
               SELECT * FROM json_to_recordset($1) AS given("dueAt" bigint, id text, kind text, "workspaceId" text)
               ON CONFLICT (due_at, id) DO UPDATE SET kind = excluded.kind, workspace_id = excluded.workspace_id`,
        values: [JSON.stringify(added)],
      });
  }
}

/** Read access to the due list, for any process. */
export class PostgresDueListQueries implements DueListQueries {
  readonly #database: PostgresDatabase;
  readonly #tables: SchemaReader;

  constructor(url: string) {
    this.#database = new PostgresDatabase(url, { connections: 2 });
    this.#tables = new SchemaReader(this.#database, SCHEMA);
  }

  due(now: EpochMs, after: DueKey, limit: number): Promise<DueEntry[]> {
    return this.#tables.ask<DueEntry>({
      text: `SELECT kind, id, workspace_id AS "workspaceId", due_at AS "dueAt" FROM ${NAME}.due
             WHERE due_at <= $1 AND (due_at, id) > ($2, $3) ORDER BY due_at, id LIMIT $4`,
      values: [now, after.dueAt, after.id, limit],
    });
  }

  async nextDueAt(after: EpochMs): Promise<EpochMs | undefined> {
    const [row] = await this.#tables.ask<{ next: EpochMs }>({
      text: `SELECT due_at AS next FROM ${NAME}.due WHERE due_at > $1 ORDER BY due_at LIMIT 1`,
      values: [after],
    });
    return row?.next;
  }

  lacking(entries: readonly DueEntry[]): Promise<DueEntry[]> {
    return this.#tables.ask<DueEntry>({
      text: `SELECT kind, id, "workspaceId", "dueAt"
             FROM json_to_recordset($1) AS given(kind text, id text, "workspaceId" text, "dueAt" bigint)
             WHERE NOT EXISTS (SELECT FROM ${NAME}.due AS held WHERE held.due_at = "dueAt" AND held.id = given.id)`,
      values: [
        JSON.stringify(entries.map(({ kind, id, workspaceId, dueAt }) => ({ kind, id, workspaceId, dueAt }))),
      ],
    });
  }

  async position(): Promise<Position> {
    const [row] = await this.#tables.ask<{ position: string }>({
      text: `SELECT position::text AS position FROM ${PROGRESS}`,
    });
    return BigInt(row!.position);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

/** The due list in its own PostgreSQL tables, for its writer. */
export class PostgresDueList extends PostgresDueListQueries implements DueList {
  readonly #writer: PostgresDatabase;
  #progress: Progress;

  private constructor(url: string, writer: PostgresDatabase) {
    super(url);
    this.#writer = writer;
    this.#progress = this.#begun();
  }

  static async open(url: string, guard?: WriteGuard): Promise<PostgresDueList> {
    return new PostgresDueList(url, await openSchema(url, SCHEMA, { connections: 1, guard }));
  }

  bookmark(): Promise<Bookmark> {
    return withTables(this.#writer, SCHEMA, () => this.#progress.bookmark());
  }

  apply(events: readonly RecordedEvent[], position: Position, after?: Position): Promise<void> {
    return this.#progress.apply(events, position, after);
  }

  async mend(add: readonly DueEntry[], remove: readonly DueKey[]): Promise<void> {
    const batch = new DueBatch();
    for (const key of remove) batch.change({ kind: 'remove', key });
    for (const entry of add) batch.change({ kind: 'add', entry });
    await this.#writer.transaction((transaction) => batch.flush(transaction));
  }

  async reset(): Promise<void> {
    await this.#writer.transaction((transaction) =>
      transaction.ask(`TRUNCATE ${NAME}.due; ${forgetting(PROGRESS)}`),
    );
    this.#progress = this.#begun();
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#writer.close();
  }

  #begun(): Progress {
    return new Progress(this.#writer, PROGRESS, () => new DueBatch());
  }
}
