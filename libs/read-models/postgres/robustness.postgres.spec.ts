import { inspect } from 'node:util';
import { Client } from 'pg';
import { openFollowerPosition, readFollowerPosition, ReadModelUnavailableError } from '#derived';
import type { WriteGuard } from '#derived/postgres';
import { describeWith } from '../../../test/engines/engines.js';
import type { PostgresDatabase as TestDatabase } from '../../../test/engines/shared-postgres.js';
import { newDatabase, onServer } from '../../../test/engines/shared-postgres.js';
import { eventually } from '../../../test/support/eventually.js';
import { describeWorkspace, grantAt, loginAt, revokeAt, T0 } from '../histories.contract.js';
import { openReadModelQueries, openReadModels } from '../open-read-models.js';
import { SimulatedLog } from '../simulated-log.contract.js';

const WAITERS = `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
  WHERE NOT granted AND datname = current_database()`;
const TERMINATE = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = 'support-access' AND datname = current_database()`;

describeWith(['postgres'], 'read models on PostgreSQL among others', () => {
  let database: TestDatabase;
  let url: string;
  let log: SimulatedLog;

  beforeEach(async () => {
    database = await newDatabase();
    ({ url } = database);
    log = new SimulatedLog();
    describeWorkspace(log, 'acme', T0);
    for (let i = 0; i < 50; i++) {
      grantAt(T0 + i, log);
      loginAt(T0 + i, log);
      revokeAt(T0 + i, log);
    }
  }, 600_000);

  afterEach(() => database.drop());

  it('are made once by many who start at the same time', async () => {
    const many = await Promise.all(Array.from({ length: 6 }, () => openReadModels(url)));
    await many[0]!.apply(log.events, await log.head());
    for (const each of many) expect(await each.bookmark()).toMatchObject({ position: await log.head() });
    for (const each of many) await each.close();
  });

  it('are emptied when they are of another version, to be filled again; who asks is told', async () => {
    const models = await openReadModels(url);
    await models.apply(log.events, await log.head());
    await models.close();
    await onServer(url, 'DROP VIEW support_access_read_models.grants');
    await onServer(url, 'ALTER TABLE support_access_read_models.a_grants DROP COLUMN revoked_by');
    await onServer(url, 'CREATE TABLE support_access_read_models.a_long_gone (x int)');
    await onServer(url, 'UPDATE support_access_read_models.about SET version = 999');
    const queries = await openReadModelQueries(url);
    await expect(queries.position()).rejects.toThrow(
      'its tables are of version 999; this release reads version 7',
    );
    const again = await openReadModels(url);
    expect(await again.bookmark()).toEqual({ position: 0n });
    await again.apply(log.events, await log.head());
    expect((await queries.auditTrail({ workspaceId: 'acme', asAuditor: true })).entries).not.toEqual([]);
    await queries.close();
    await again.close();
  });

  it('are the same when two write the same stretches', async () => {
    const [one, other] = [await openReadModels(url), await openReadModels(url)];
    for (let at = 0; at < log.events.length; at += 10) {
      const stretch = log.events.slice(at, at + 10);
      await Promise.all([one, other].map((each) => each.apply(stretch, stretch.at(-1)!.position)));
    }
    const hash = await one.stateHash();
    await other.reset();
    await one.bookmark();
    await one.apply(log.events, await log.head());
    expect(await one.stateHash()).toBe(hash);
    await one.close();
    await other.close();
  });

  it('refuse one who writes to tables that another has rebuilt, until it has looked again', async () => {
    const [one, other] = [await openReadModels(url), await openReadModels(url)];
    const head = log.events.slice(0, 100);
    await one.apply(head, head.at(-1)!.position);
    const rebuild = await other.rebuild();
    await rebuild.apply(head, head.at(-1)!.position);
    await rebuild.swap();
    await expect(one.apply(log.events, await log.head())).rejects.toThrow(ReadModelUnavailableError);
    expect((await one.bookmark()).position).toBe(head.at(-1)!.position);
    await one.apply(log.events, await log.head());
    expect(await one.queries.position()).toBe(await log.head());
    // The slot that it knew is there again, empty, and another's.
    const next = await other.rebuild();
    await next.abandon();
    await one.close();
    await other.close();
  });

  it('give one of two rebuilds at once up, and keep what was shown', async () => {
    const [one, other] = [await openReadModels(url), await openReadModels(url)];
    await one.apply(log.events, await log.head());
    const hash = await one.stateHash();
    const first = await one.rebuild();
    await first.apply(log.events.slice(0, 100), log.events[99]!.position);
    const second = await other.rebuild();
    // What goes wrong is told by the call after.
    const head = await log.head();
    await expect(first.apply(log.events, head).then(() => first.swap())).rejects.toThrow(
      ReadModelUnavailableError,
    );
    await first.abandon();
    await second.apply(log.events, head);
    await second.swap();
    await first.abandon();
    expect(await one.stateHash()).toBe(hash);
    await one.close();
    await other.close();
  });

  it('let a swap give way to a question that takes long, and nobody behind it wait', async () => {
    const models = await openReadModels(url);
    const queries = await openReadModelQueries(url);
    await models.apply(log.events, await log.head());
    const long = new Client({ connectionString: url });
    await long.connect();
    await long.query('BEGIN; SELECT * FROM support_access_read_models.grants');
    const rebuild = await models.rebuild();
    await rebuild.apply(log.events, await log.head());
    let swapped = false;
    const swap = rebuild.swap().then(() => (swapped = true));
    await eventually('the swap waits', async () => (await long.query(WAITERS)).rowCount! > 0, { everyMs: 1 });
    // Behind a swap that waits without end they would wait without end.
    for (let reads = 0; reads < 50; reads++)
      expect(await queries.grants({ now: T0, limit: 1 })).toMatchObject({ grants: [{}] });
    expect(swapped).toBe(false);
    await long.end();
    await swap;
    await queries.close();
    await models.close();
  });

  it('go on by themselves after every connection was cut, also within a transaction', async () => {
    let cuts = 10;
    const models = await openReadModels(url);
    const cutting = await openReadModels(url, {
      guard: async () => {
        if (cuts % 2 === 1) await onServer(url, TERMINATE);
      },
    });
    const queries = await openReadModelQueries(url);
    const lost: unknown[] = [];
    for (let at = 0; at < log.events.length;) {
      const stretch = log.events.slice(at, at + 7);
      cuts = Math.max(cuts - 1, 0);
      const [done] = await Promise.allSettled([cutting.apply(stretch, stretch.at(-1)!.position)]);
      if (done.status === 'fulfilled') at += 7;
      else lost.push(done.reason);
      await queries.position().catch((error: unknown) => lost.push(error));
    }
    expect(lost.length).toBeGreaterThanOrEqual(5);
    expect(lost.every((error) => error instanceof ReadModelUnavailableError)).toBe(true);
    await cutting.close();
    expect(await queries.position()).toBe(await log.head());
    const hash = await models.stateHash();
    await models.reset();
    await models.apply(log.events, await log.head());
    expect(await models.stateHash()).toBe(hash);
    await queries.close();
    await models.close();
  });

  it('ask a guard first in each transaction that writes, and write nothing that it refuses', async () => {
    let holds = true;
    const asked: unknown[] = [];
    const guard: WriteGuard = async (transaction) => {
      asked.push(...(await transaction.ask('SELECT txid_current_if_assigned() AS assigned')));
      if (!holds) throw new Error('the lease is gone');
    };
    const models = await openReadModels(url, { guard });
    const position = await openFollowerPosition(url, 'publisher', { guard });
    await models.apply(log.events.slice(0, 10), log.events[9]!.position);
    await position.save({ position: 5n });
    const hash = await models.stateHash();
    holds = false;
    const times = asked.length;
    await expect(models.apply(log.events, await log.head())).rejects.toThrow('the lease is gone');
    await expect(position.save({ position: 7n })).rejects.toThrow('the lease is gone');
    await expect(models.reset()).rejects.toThrow('the lease is gone');
    await expect(models.rebuild()).rejects.toThrow('the lease is gone');
    expect(asked.length).toBe(times + 4);
    // Before anything was written there.
    expect(asked.every((row) => (row as { assigned: null }).assigned === null)).toBe(true);
    expect(await models.stateHash()).toBe(hash);
    expect(await readFollowerPosition(url, 'publisher')).toBe(5n);
    await position.close();
    await models.close();
  });

  it('never tell the password', async () => {
    const wrong = new URL(url);
    wrong.password = 'hunter2-secret';
    const nowhere = new URL(url);
    nowhere.password = 'hunter2-secret';
    nowhere.port = '1';
    const missing = `${wrong.href}?sslmode=verify-full&sslrootcert=/nowhere/ca.pem`;
    for (const each of [wrong.href, nowhere.href, missing]) {
      const failure = await openReadModels(each).then(String, (error: unknown) => error);
      expect(failure).toBeInstanceOf(ReadModelUnavailableError);
      expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('hunter2');
      expect(JSON.stringify(failure)).not.toContain('hunter2');
    }
  });
});
