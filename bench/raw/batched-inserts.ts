import { Client } from 'pg';

const PER_TRANSACTION = 2_000;
const SCHEMA = 'support_access_read_models';
const TABLES = ['numbers', 'grants', 'sessions', 'audit_entries'];

type Table = { name: string; types: string[]; columns: string[][][] };

/**
 * The rows that the read models have, put into the same tables again without COPY: in arrays, 2,000 rows to a statement that
 * is prepared once and to a transaction. Nothing is read from a log, and nothing is parsed.
 */
export class BatchedInserts {
  private constructor(
    private readonly client: Client,
    private readonly tables: readonly Table[],
  ) {}

  static async of(url: string): Promise<BatchedInserts> {
    const client = new Client({ connectionString: url });
    await client.connect();
    const tables: Table[] = [];
    for (const name of TABLES) {
      const { rows, fields } = await client.query<string[]>({
        text: `SELECT * FROM ${SCHEMA}.${name} ORDER BY 1`,
        rowMode: 'array',
      });
      const types: string[] = [];
      for (const { dataTypeID } of fields) types.push(await nameOf(client, dataTypeID));
      const columns: string[][][] = [];
      for (let at = 0; at < rows.length; at += PER_TRANSACTION) {
        const page = rows.slice(at, at + PER_TRANSACTION);
        columns.push(types.map((_, i) => page.map((row) => row[i]!)));
      }
      tables.push({ name, types, columns });
    }
    return new BatchedInserts(client, tables);
  }

  /** @returns milliseconds, with the indexes and the statistics that the read models have */
  async run(): Promise<number> {
    await this.client.query('SET synchronous_commit = off');
    await this.client.query('DROP SCHEMA IF EXISTS raw CASCADE; CREATE SCHEMA raw');
    for (const { name } of this.tables) await this.#prepare(name);
    const since = performance.now();
    for (const { name, types, columns } of this.tables) {
      const text = `INSERT INTO raw.${name} SELECT * FROM unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})`;
      for (const values of columns) {
        await this.client.query('BEGIN');
        await this.client.query({ name: `insert ${name} ${since}`, text, values });
        await this.client.query('COMMIT');
      }
    }
    for (const index of await this.#indexes(/_by_time|_by_ticket|sessions_by|entries_by/))
      await this.client.query(index);
    await this.client.query(`ANALYZE ${this.tables.map(({ name }) => `raw.${name}`).join(', ')}`);
    const elapsedMs = performance.now() - since;
    return elapsedMs;
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  /** As a rebuild has it: with the keys, and with the index that ends of grants are found by. */
  async #prepare(name: string): Promise<void> {
    const table = await this.#slotTable(name);
    await this.client.query(`CREATE TABLE raw.${name} (LIKE ${SCHEMA}.${table} INCLUDING DEFAULTS)`);
    const filter = new RegExp(`${table}(_pkey|_workspace_id_key|_by_workspace)$`);
    if (name === 'audit_entries' || name === 'sessions') return;
    for (const index of await this.#indexes(filter)) await this.client.query(index);
  }

  async #indexes(names: RegExp): Promise<string[]> {
    const slot = (await this.#slotTable('grants'))[0]!;
    const { rows } = await this.client.query<{ indexname: string; indexdef: string }>(
      'SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = $1 AND tablename LIKE $2',
      [SCHEMA, `${slot}\\_%`],
    );
    return rows
      .filter(({ indexname }) => names.test(indexname))
      .map(({ indexdef }) => indexdef.replace(`${SCHEMA}.${slot}_`, 'raw.'));
  }

  async #slotTable(view: string): Promise<string> {
    const { rows } = await this.client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.view_table_usage WHERE view_schema = $1 AND view_name = $2`,
      [SCHEMA, view],
    );
    return rows[0]!.name;
  }
}

async function nameOf(client: Client, oid: number): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT format_type($1, NULL) AS name', [oid]);
  return rows[0]!.name;
}
