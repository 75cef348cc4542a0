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

// One index in the order in which grants end, of bytes whatever the database sorts by. A revocation names that end, too, so
// that its entry is found by the key.
const SCHEMA: Schema = {
  name: NAME,
  version: 1,
  owns: /^(about|due|progress)$/,
  tables: `
    CREATE TABLE ${NAME}.due (
      expires_at bigint NOT NULL, grant_id text COLLATE "C" NOT NULL, workspace_id text NOT NULL,
      PRIMARY KEY (expires_at, grant_id)
    );
    ${progressTable(PROGRESS)}
  `,
};

/** The net effect of a batch of events: for each entry, whether it ends up in the list. */
class DueBatch {
  readonly #changes = new Map<string, DueChange>();

  write(recorded: RecordedEvent): void {
    const change = reactTo(recorded);
    if (change) this.change(change);
  }

  change(change: DueChange): void {
    const { grantId, expiresAt } = change.kind === 'add' ? change.entry : change.key;
    this.#changes.set(`${expiresAt} ${grantId}`, change);
  }

  async flush(transaction: Transaction): Promise<void> {
    const added: DueEntry[] = [];
    const removed: DueKey[] = [];
    for (const change of this.#changes.values())
      if (change.kind === 'add') added.push(change.entry);
      else removed.push(change.key);
    if (removed.length > 0)
      await transaction.ask({
        text: `DELETE FROM ${NAME}.due AS held
               USING json_to_recordset($1) AS gone("expiresAt" bigint, "grantId" text)
               WHERE held.expires_at = gone."expiresAt" AND held.grant_id = gone."grantId"`,
        values: [JSON.stringify(removed)],
      });
    if (added.length > 0)
      await transaction.ask({
        text: `INSERT INTO ${NAME}.due
               SELECT * FROM json_to_recordset($1) AS given("expiresAt" bigint, "grantId" text, "workspaceId" text)
               ON CONFLICT (expires_at, grant_id) DO UPDATE SET workspace_id = excluded.workspace_id`,
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
      text: `SELECT grant_id AS "grantId", workspace_id AS "workspaceId", expires_at AS "expiresAt" FROM ${NAME}.due
             WHERE expires_at <= $1 AND (expires_at, grant_id) > ($2, $3) ORDER BY expires_at, grant_id LIMIT $4`,
      values: [now, after.expiresAt, after.grantId, limit],
    });
  }

  async nextDueAt(after: EpochMs): Promise<EpochMs | undefined> {
    const [row] = await this.#tables.ask<{ next: EpochMs }>({
      text: `SELECT expires_at AS next FROM ${NAME}.due WHERE expires_at > $1 ORDER BY expires_at LIMIT 1`,
      values: [after],
    });
    return row?.next;
  }

  lacking(entries: readonly DueEntry[]): Promise<DueEntry[]> {
    return this.#tables.ask<DueEntry>({
      text: `SELECT "grantId", "workspaceId", "expiresAt"
             FROM json_to_recordset($1) AS given("grantId" text, "workspaceId" text, "expiresAt" bigint)
             WHERE NOT EXISTS (SELECT FROM ${NAME}.due WHERE expires_at = "expiresAt" AND grant_id = "grantId")`,
      values: [
        JSON.stringify(
          entries.map(({ grantId, workspaceId, expiresAt }) => ({ grantId, workspaceId, expiresAt })),
        ),
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
