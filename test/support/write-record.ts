import { Client } from 'pg';

/** One transaction that moved a place in the log. */
export type RecordedWrite = {
  role: string;
  /** By the name that its connections go by. */
  by: string;
  /** The role's lease at that moment. */
  token: number;
  holder: string;
};

/** The roles by the tables that hold how far they are. */
const PROGRESS: Readonly<Record<string, string>> = {
  'support_access_read_models.a_progress': 'projections',
  'support_access_log_tree.progress': 'projections',
  'support_access_due_list.progress': 'expiry',
};

/** Lets PostgreSQL itself note who writes what is folded from the log, and under which lease. */
export class WriteRecord {
  private constructor(private readonly client: Client) {}

  /** The tables must be there. */
  static async begin(url: string, tables = PROGRESS): Promise<WriteRecord> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`
      CREATE TABLE writes (n serial, role text, by text, token bigint, holder text);
      CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO writes (role, by, token, holder) SELECT role, current_setting('application_name'), token, holder
        FROM support_access_leases.leases WHERE role = TG_ARGV[0];
        RETURN NULL;
      END $$`);
    for (const [table, role] of Object.entries(tables))
      await client.query(`CREATE TRIGGER note AFTER INSERT OR UPDATE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION note_write('${role}')`);
    return new WriteRecord(client);
  }

  async all(): Promise<RecordedWrite[]> {
    const { rows } = await this.client.query<RecordedWrite>(
      'SELECT role, by, token::int AS token, holder FROM writes ORDER BY n',
    );
    return rows;
  }

  async countOf(by: string, role: string): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM writes WHERE by = $1 AND role = $2',
      [by, role],
    );
    return rows[0]!.count;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
