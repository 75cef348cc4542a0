import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { refuseUnsuitableDatabase, UnsuitableDatabaseError } from '#derived';
import { openLogTree } from '#evidence';
import { eventually } from '../../../test/support/eventually.js';
import { describeWith } from '../../../test/engines/engines.js';
import type { PostgresDatabase as TestDatabase } from '../../../test/engines/shared-postgres.js';
import { newDatabase, onServer, sharedPostgresUrl } from '../../../test/engines/shared-postgres.js';
import { openReadModelQueries, openReadModels } from '../open-read-models.js';

describeWith(['postgres'], 'a PostgreSQL that is not as it should be', () => {
  let database: TestDatabase;
  let url: string;

  beforeEach(async () => {
    database = await newDatabase();
    ({ url } = database);
  }, 600_000);
  afterEach(() => database.drop());

  it('that asks for a password which nobody has given is told so, and left with no connection open', async () => {
    const open = new Set<unknown>();
    const target = new URL(url);
    const port = Number(target.port);
    const between = createServer((socket) => {
      const server = connect(port, target.hostname);
      open.add(socket);
      for (const [one, other] of [
        [socket, server],
        [server, socket],
      ] as const) {
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
      socket.on('close', () => open.delete(socket));
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    target.password = '';
    target.port = `${(between.address() as AddressInfo).port}`;
    const queries = await openReadModelQueries(target.href);
    for (let i = 0; i < 3; i++)
      await expect(queries.position()).rejects.toThrow(
        'it asks for a password, and there is none in READ_MODEL_URL, in PGPASSWORD, or in the password file',
      );
    await eventually('no connection is left', () => open.size === 0, { timeoutMs: 5_000 });
    await queries.close();
    between.close();
  });

  it('of another encoding is refused', async () => {
    const name = `${new URL(url).pathname.slice(1)}_latin1`;
    const server = await sharedPostgresUrl();
    await onServer(server, `CREATE DATABASE ${name} ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'`);
    const other = new URL(url);
    other.pathname = `/${name}`;
    try {
      for (const open of [openReadModels, openLogTree, refuseUnsuitableDatabase])
        await expect(open(other.href)).rejects.toThrow(UnsuitableDatabaseError);
      await expect(openReadModels(other.href)).rejects.toThrow('its encoding is LATIN1');
    } finally {
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    }
    await refuseUnsuitableDatabase(url);
  });

  it.each([
    ['table', 'CREATE TABLE support_access_read_models.invoices (x int)'],
    ['view', 'CREATE VIEW support_access_read_models.invoices AS SELECT 1 AS x'],
    ['materialized view', 'CREATE MATERIALIZED VIEW support_access_read_models.invoices AS SELECT 1 AS x'],
    ['partitioned table', 'CREATE TABLE support_access_read_models.invoices (x int) PARTITION BY LIST (x)'],
    [
      'table of another server',
      `CREATE FOREIGN DATA WRAPPER away; CREATE SERVER away FOREIGN DATA WRAPPER away;
       CREATE FOREIGN TABLE support_access_read_models.invoices (x int) SERVER away`,
    ],
  ])(
    'with a %s of somebody else in one of our schemas is left as it is, and that is named',
    async (_, statement) => {
      await onServer(url, `CREATE SCHEMA support_access_read_models; ${statement}`);
      await expect(openReadModels(url)).rejects.toThrow(
        'its schema support_access_read_models holds invoices, which this service did not make',
      );
      await onServer(url, `COMMENT ON COLUMN support_access_read_models.invoices.x IS 'still there'`);
    },
  );
});
