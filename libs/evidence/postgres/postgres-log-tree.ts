import type { Position, RecordedEvent } from '#event-store';
import type { Bookmark } from '#derived';
import type { RowWriter, Schema, Transaction, WriteGuard } from '#derived/postgres';
import {
  copyLine,
  PostgresDatabase,
  openSchema,
  Progress,
  progressTable,
  readBookmark,
  SchemaReader,
  sqlState,
  withTables,
} from '#derived/postgres';
import type { NodeId } from '../merkle/nodes.js';
import { GrowingTree } from '../log-tree/growing-tree.js';
import type { LogTree, LogTreeQueries } from '../log-tree/log-tree.js';
import { notHeld } from '../log-tree/log-tree.js';
import { leafFrom, nodesFrom, tileOfLeaf, tilesUnder } from '../log-tree/tile-reader.js';
import type { TileId } from '../log-tree/tiles.js';

const NAME = 'support_access_log_tree';
/** The SQLSTATE of a key that is there already. */
const UNIQUE_VIOLATION = '23505';
const PROGRESS = `${NAME}.progress`;

const SCHEMA: Schema = {
  name: NAME,
  version: 1,
  owns: /^(about|tiles|leaves|tree|progress)$/,
  tables: `
    CREATE TABLE ${NAME}.tiles (level integer, number bigint, entries bytea NOT NULL, PRIMARY KEY (level, number));
    CREATE TABLE ${NAME}.leaves (event_id text COLLATE "C" PRIMARY KEY, leaf bigint NOT NULL);
    CREATE TABLE ${NAME}.tree (size bigint NOT NULL);
    INSERT INTO ${NAME}.tree VALUES (0);
    ${progressTable(PROGRESS)}
  `,
};

/** Name of the tree's storage, for messages. */
export const treeName = (location: string): string => `the schema ${NAME} of ${location}`;

type Asking = Pick<Transaction, 'ask'> | SchemaReader;
type TileRow = { level: number; number: number; entries: Buffer };
const keyOf = ({ level, number }: TileId): string => `${level}/${number}`;

/** Fetches tiles in one question. */
async function tiles(
  where: Asking,
  wanted: readonly TileId[],
): Promise<(tile: TileId) => Buffer | undefined> {
  const rows = await where.ask<TileRow>({
    text: `SELECT held.level, held.number, held.entries FROM json_to_recordset($1) AS wanted(level integer, number bigint)
           JOIN ${NAME}.tiles AS held ON held.level = wanted.level AND held.number = wanted.number`,
    values: [JSON.stringify(wanted)],
  });
  const found = new Map(rows.map((row) => [keyOf(row), row.entries]));
  return (tile) => found.get(keyOf(tile));
}

async function sizeOf(where: Asking): Promise<number> {
  const [row] = await where.ask<{ size: number }>({
    text: `SELECT size FROM ${NAME}.tree`,
  });
  return row!.size;
}

/** The tree for those who only ask, from here or from another process. */
export class PostgresLogTreeQueries implements LogTreeQueries {
  readonly #database: PostgresDatabase;
  readonly #tables: SchemaReader;

  constructor(url: string) {
    this.#database = new PostgresDatabase(url, { connections: 2 });
    this.#tables = new SchemaReader(this.#database, SCHEMA);
  }

  size(): Promise<number> {
    return sizeOf(this.#tables);
  }

  async position(): Promise<Position> {
    return (await this.bookmark()).position;
  }

  bookmark(): Promise<Bookmark> {
    return readBookmark(this.#tables, PROGRESS);
  }

  async indexOf(eventId: string): Promise<number | undefined> {
    const [row] = await this.#tables.ask<{ leaf: number }>({
      text: `SELECT leaf FROM ${NAME}.leaves WHERE event_id = $1`,
      values: [eventId],
    });
    return row?.leaf;
  }

  async leaf(index: number): Promise<Buffer> {
    return leafFrom(await tiles(this.#tables, [tileOfLeaf(index)]), index);
  }

  async nodes(ids: readonly NodeId[]): Promise<readonly Buffer[]> {
    return nodesFrom(await tiles(this.#tables, tilesUnder(ids)), ids);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

/** The tree in its own tables, for the process that writes it. */
export class PostgresLogTree extends PostgresLogTreeQueries implements LogTree {
  readonly #writer: PostgresDatabase;
  readonly #progress: Progress;

  private constructor(url: string, writer: PostgresDatabase) {
    super(url);
    this.#writer = writer;
    const tree = new GrowingTree();
    this.#progress = new Progress(writer, PROGRESS, () => new LeafBatch(tree));
  }

  static async open(url: string, guard?: WriteGuard): Promise<PostgresLogTree> {
    return new PostgresLogTree(url, await openSchema(url, SCHEMA, { connections: 1, guard }));
  }

  override bookmark(): Promise<Bookmark> {
    return withTables(this.#writer, SCHEMA, () => this.#progress.bookmark());
  }

  apply(events: readonly RecordedEvent[], position: Position, after?: Position): Promise<void> {
    return this.#progress.apply(events, position, after);
  }

  async reset(): Promise<void> {
    throw notHeld(treeName(this.#writer.location), (await this.bookmark()).position);
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#writer.close();
  }
}

/** A stretch of leaves, put at the tree's end within the transaction. */
class LeafBatch implements RowWriter {
  readonly #leaves: Pick<RecordedEvent, 'id' | 'chain'>[] = [];

  constructor(private readonly tree: GrowingTree) {}

  write({ id, chain }: RecordedEvent): void {
    this.#leaves.push({ id, chain });
  }

  async flush(transaction: Transaction): Promise<void> {
    const size = await sizeOf(transaction);
    if (!this.tree.isAt(size)) this.tree.load(size, await tiles(transaction, GrowingTree.lastTiles(size)));
    const changed = new Map<string, { tile: TileId; entries: string }>();
    const put = (tile: TileId, entries: Buffer): void =>
      void changed.set(keyOf(tile), { tile, entries: entries.toString('hex') });
    const leaves: { id: string; leaf: number }[] = [];
    for (const { id, chain } of this.#leaves) {
      const leaf = this.tree.size;
      if (this.tree.append(chain, put)) leaves.push({ id, leaf });
    }
    this.tree.putIncomplete(put);
    await putLeaves(transaction, leaves);
    const rows = [...changed.values()].map(({ tile, entries }) => ({ ...tile, entries }));
    await transaction.ask({
      text: `INSERT INTO ${NAME}.tiles
             SELECT level, number, decode(entries, 'hex')
             FROM json_to_recordset($1) AS given(level integer, number bigint, entries text)
             ON CONFLICT (level, number) DO UPDATE SET entries = excluded.entries`,
      values: [JSON.stringify(rows)],
    });
    await transaction.ask({ text: `UPDATE ${NAME}.tree SET size = $1`, values: [this.tree.size] });
  }
}

/** The id of an event that somebody copied into another stream leads to the first of the two. */
async function putLeaves(
  transaction: Transaction,
  leaves: readonly { id: string; leaf: number }[],
): Promise<void> {
  await transaction.ask('SAVEPOINT leaves');
  try {
    await transaction.copy(`${NAME}.leaves`, leaves.map(({ id, leaf }) => copyLine([id, leaf])).join(''));
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    await transaction.ask('ROLLBACK TO SAVEPOINT leaves');
    await transaction.ask({
      text: `INSERT INTO ${NAME}.leaves SELECT id, leaf FROM json_to_recordset($1) AS given(id text, leaf bigint)
             ON CONFLICT DO NOTHING`,
      values: [JSON.stringify(leaves)],
    });
  }
}
