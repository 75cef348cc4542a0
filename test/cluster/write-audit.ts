import { Client } from 'pg';
import type { Role } from '#config';

/** Whose tables are in which schema. */
const ROLE_OF: Readonly<Record<string, Role>> = {
  support_access_read_models: 'projections',
  support_access_log_tree: 'projections',
  support_access_due_list: 'expiry',
  support_access_positions: 'publisher',
};
const COMMITTED = 'extract(epoch FROM pg_xact_commit_timestamp(xid::xid))::float8 * 1000';
const LEASES = 'support_access_leases.leases';

/** What the server must be started with: the instant of each commit, in the order of the commits. */
export const AUDITED = { track_commit_timestamp: 'on' };

export type Takeover = {
  role: Role;
  token: number;
  /** The process, by the name of its connections. */
  application: string;
  /** When it counted: its commit, as a Unix time in milliseconds. */
  at: number;
};

const SCHEMA = `
  CREATE SCHEMA audit;
  CREATE TABLE audit.roles (schema text PRIMARY KEY, role text NOT NULL);
  CREATE TABLE audit.writes (xid xid8, schema text, application text NOT NULL, PRIMARY KEY (xid, schema));
  CREATE TABLE audit.takeovers (xid xid8, role text, token bigint NOT NULL, application text NOT NULL, PRIMARY KEY (xid, role));
  CREATE FUNCTION audit.written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO audit.writes
    VALUES (pg_current_xact_id(), coalesce(TG_ARGV[0], TG_TABLE_SCHEMA), current_setting('application_name'))
    ON CONFLICT DO NOTHING;
    RETURN NULL;
  END $$;
  CREATE FUNCTION audit.taken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'INSERT' OR OLD.token <> NEW.token THEN
      INSERT INTO audit.takeovers
      VALUES (pg_current_xact_id(), NEW.role, NEW.token, current_setting('application_name'));
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER audited AFTER INSERT OR UPDATE ON ${LEASES} FOR EACH ROW EXECUTE FUNCTION audit.taken();
`;

const TABLES = `SELECT schemaname || '.' || tablename AS name FROM pg_tables JOIN audit.roles ON schema = schemaname`;

const UNAUDITED = `
  SELECT name FROM (${TABLES}) AS tables
  WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = name::regclass AND tgname = 'audited')`;

const TAKEOVERS = `
  SELECT role, token::float8 AS token, application,
         ${COMMITTED} AS at
  FROM audit.takeovers ORDER BY at`;

const WRITES = `SELECT role, application, ${COMMITTED} AS at FROM audit.writes JOIN audit.roles USING (schema) ORDER BY at`;

/** A write is its role's newest holder's, as of the commits before its own; before the first takeover that was seen, anybody's. */
const FOREIGN = `
  SELECT schema, written.application, holder.application AS "heldBy", holder.token::float8 AS token
  FROM audit.writes AS written JOIN audit.roles USING (schema), LATERAL (
    SELECT taken.application, taken.token FROM audit.takeovers AS taken
    WHERE taken.role = roles.role AND pg_xact_commit_timestamp(taken.xid::xid) <= pg_xact_commit_timestamp(written.xid::xid)
    ORDER BY pg_xact_commit_timestamp(taken.xid::xid) DESC LIMIT 1
  ) AS holder
  WHERE holder.application <> written.application`;

/** Places of followers are in one table: that of the publisher, and, in the same role as the log's tree, how far the log is signed. */
const PLACES = /^support_access_positions\.(followers|last_events)$/;

function triggersOf(table: string): string[] {
  if (!PLACES.test(table))
    return [
      `CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION audit.written()`,
    ];
  const onRows = `AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW`;
  return [
    `CREATE TRIGGER audited ${onRows} WHEN (NEW.name = 'publisher') EXECUTE FUNCTION audit.written()`,
    `CREATE TRIGGER audited_signing ${onRows} WHEN (NEW.name <> 'publisher')
     EXECUTE FUNCTION audit.written('support_access_log_tree')`,
  ];
}

/**
 * Sees from within the database who writes, and when roles change hands. A trigger notes each transaction that writes and
 * each new token, under the name of the connection, in that very transaction; the server notes when each of them committed.
 * So it does not depend on what the processes think that they hold: a commit of the old holder after the commit that gave
 * the role away is seen, however close they are.
 */
export class WriteAudit {
  private constructor(private readonly client: Client) {}

  /** @param url of a database whose tables are there, on a server with {@link AUDITED} */
  static async install(url: string): Promise<WriteAudit> {
    const client = new Client({ connectionString: url, application_name: 'audit' });
    await client.connect();
    const audit = new WriteAudit(client);
    await client.query(SCHEMA);
    await client.query('INSERT INTO audit.roles SELECT * FROM json_each_text($1)', [JSON.stringify(ROLE_OF)]);
    for (const { name } of await audit.#ask<{ name: string }>(TABLES))
      for (const trigger of triggersOf(name)) await client.query(trigger);
    return audit;
  }

  /** In the order in which they counted. */
  takeovers(): Promise<Takeover[]> {
    return this.#ask<Takeover>(TAKEOVERS);
  }

  /** Transactions that wrote, in the order in which they counted. */
  writes(): Promise<Omit<Takeover, 'token'>[]> {
    return this.#ask<Omit<Takeover, 'token'>>(WRITES);
  }

  /** Writes that committed while another process held the role, and tables that nobody looked at. */
  async violations(): Promise<string[]> {
    const unaudited = await this.#ask<{ name: string }>(UNAUDITED);
    const foreign = await this.#ask<{ schema: string; application: string; heldBy: string; token: number }>(
      FOREIGN,
    );
    return [
      ...unaudited.map(({ name }) => `writes to ${name} were not looked at`),
      ...foreign.map(
        ({ schema, application, heldBy, token }) =>
          `${application} wrote to ${schema} when ${heldBy} had the role, with token ${token}`,
      ),
    ];
  }

  close(): Promise<void> {
    return this.client.end();
  }

  async #ask<Row extends object>(text: string): Promise<Row[]> {
    return (await this.client.query<Row>(text)).rows;
  }
}
