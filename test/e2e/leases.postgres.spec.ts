import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEventReader } from '#event-store';
import type { HeldLease, Leases } from '#leases';
import { openLeases } from '#leases';
import type { DoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { describeWith } from '../engines/engines.js';
import type { PostgresDatabase } from '../engines/shared-postgres.js';
import { newDatabase } from '../engines/shared-postgres.js';
import { admin } from '../support/admin.js';
import { eventually } from '../support/eventually.js';
import { grantInThePast } from '../support/grant-in-the-past.js';
import { temporaryDirectory } from '../support/scene.js';
import { freePort, ServiceUnderTest, tokenFor } from '../support/service-under-test.js';
import { WriteRecord } from '../support/write-record.js';

const ROLES = ['expiry', 'projections'];

describeWith(['postgres'], 'roles with leases on PostgreSQL', () => {
  let directory: string;
  let store: DoubleProcess;
  let database: PostgresDatabase;
  let leases: Leases;
  let record: WriteRecord;
  let api: ServiceUnderTest;
  const pair: Record<string, ServiceUnderTest> = {};
  let count = 0;

  const processOf = async (name: string, roles: string): Promise<ServiceUnderTest> => {
    const url = new URL(database.url);
    // So that the server tells who writes.
    url.searchParams.set('application_name', name);
    return ServiceUnderTest.prepare({
      directory,
      port: await freePort(),
      env: {
        ROLES: roles,
        EVENT_STORE_URL: store.url,
        EVENT_INDEX_DIR: join(directory, `index-${name}`),
        READ_MODEL_URL: url.href,
        CHECKPOINT_SECONDS: '1',
      },
    });
  };

  /** Of all their lives. */
  const pids: Record<string, Set<string>> = { a: new Set(), b: new Set() };
  const start = async (name: string): Promise<void> => {
    await pair[name]!.start();
    pids[name]!.add(String(pair[name]!.pid));
  };

  beforeAll(async () => {
    directory = await temporaryDirectory('leases');
    store = await startDoubleProcess();
    database = await newDatabase();
    leases = openLeases(database.url)!;
    api = await processOf('api', 'api');
    for (const name of ['a', 'b']) pair[name] = await processOf(name, ROLES.join());
    await start('a');
    await start('b');
    await api.start();
    record = await WriteRecord.begin(database.url);
  }, 600_000);

  afterAll(async () => {
    for (const each of [api, ...Object.values(pair)]) await each.stop('SIGKILL');
    await record.close();
    await leases.close();
    await database.drop();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });

  const isOf = ({ holder }: HeldLease, service: ServiceUnderTest): boolean =>
    holder.split('/')[1] === String(service.pid);
  /** The roles that a process has, by the table. */
  const held = async (service: ServiceUnderTest): Promise<string[]> =>
    (await leases.all()).filter((lease) => lease.leftMs > 0 && isOf(lease, service)).map(({ role }) => role);
  const tokens = async (): Promise<number[]> => (await leases.all()).map(({ token }) => token);
  const metrics = async (service: ServiceUnderTest): Promise<string> =>
    (await fetch(`${service.url}/metrics`)).text();
  const send = async (workspaceId: string): Promise<string> => {
    const data = { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    const { status, body } = await api.command({
      specversion: '1.0',
      id: `c-${(count += 1)}`,
      source: 'urn:test',
      type: 'UpdateWorkspace',
      data,
    });
    expect({ status, body }).toMatchObject({ status: 200 });
    return (body as { position: string }).position;
  };
  /** Resolves when the read models have a new event. */
  const folded = async (): Promise<void> => {
    const position = await send('acme');
    const authorization = `Bearer ${await tokenFor(directory, 'auditor')}`;
    await eventually('the read models have a new event', async () => {
      const response = await fetch(`${api.url}/v1/workspaces/acme/audit-trail?limit=1`, {
        headers: { authorization, 'min-position': position },
      });
      return response.status === 200;
    });
  };
  /** A standby that waited for the connections of one that is paused would wait for ever. */
  const takenBy = (service: ServiceUnderTest): Promise<void> =>
    eventually('the other one has both leases', async () => (await held(service)).length === 2);
  const standsBy = async (service: ServiceUnderTest): Promise<boolean> => {
    const { projections, expiry } = (await service.health())?.components ?? {};
    return projections?.standby === true && expiry?.standby === true;
  };
  const expiryIsRecorded = async (workspaceId: string): Promise<void> => {
    await grantInThePast(store.url, [workspaceId], () => Date.now() - 1_000);
    const reader = await openEventReader(store.url);
    await eventually('the expiry is recorded', async () => {
      for await (const page of reader.readStream(`supportAccess-${workspaceId}`))
        if (page.some(({ event }) => event.type === 'SupportAccessRevoked')) return true;
      return false;
    });
    await reader.close();
  };
  const recordedSize = async (): Promise<number> => {
    const reader = await openEventReader(store.url);
    const last = await reader.lastCheckpoint();
    await reader.close();
    return last === undefined ? 0 : Number(last.note.split('\n')[1]);
  };

  it('have one active process each, and one that stands by and says so', async () => {
    const { a, b } = pair as { a: ServiceUnderTest; b: ServiceUnderTest };
    expect(await held(a)).toEqual(ROLES);
    expect(await held(b)).toEqual([]);
    const health = await b.health();
    expect(health).toMatchObject({
      status: 200,
      components: {
        projections: { status: 'up', standby: true },
        expiry: { status: 'up', standby: true },
      },
    });
    expect((await a.health())!.components['projections']).toEqual({ status: 'up' });
    expect(await metrics(a)).toContain('support_access_lease_held{role="projections"} 1');
    expect(await metrics(a)).toContain('support_access_lease_token{role="projections"} 1');
    expect(await metrics(b)).toContain('support_access_lease_held{role="expiry"} 0');
    expect(await metrics(b)).not.toContain('support_access_lease_token{');
    await folded();
    await expiryIsRecorded('forgotten');
  });

  it('are told by `admin status`', async () => {
    const urls = { EVENT_STORE_URL: store.url, READ_MODEL_URL: database.url };
    const { stdout } = await admin(['status', '--json'], {
      ...urls,
      DEV_KEYS_DIR: join(directory, 'dev-keys'),
    });
    const { holders } = (JSON.parse(stdout) as { leases: { holders: object } }).leases;
    const holder = expect.stringContaining(`/${pair['a']!.pid}/`);
    expect(holders).toEqual({
      expiry: { held: true, holder, token: 1 },
      projections: { held: true, holder, token: 1 },
    });
  });

  it('sign the log with the role that folds it, and no other', async () => {
    await eventually('a checkpoint', async () => (await recordedSize()) > 0);
    expect(await metrics(pair['a']!)).toContain('support_access_checkpoint_size');
    expect(await metrics(api)).not.toContain('support_access_checkpoint_size');
    await pair['a']!.stop('SIGTERM');
    await pair['b']!.stop('SIGTERM');
    const size = await recordedSize();
    await send('initech');
    await sleep(3_000);
    expect(await recordedSize()).toBe(size);
    await start('a');
    await eventually('a has them', async () => (await held(pair['a']!)).length === 2);
    await start('b');
    await eventually('it is signed for', async () => (await recordedSize()) > size);
  });

  it('pass at once from one that ends in order', async () => {
    const { a, b } = pair as { a: ServiceUnderTest; b: ServiceUnderTest };
    const before = await tokens();
    const { pid } = a;
    expect(await a.stop('SIGTERM')).toBe(0);
    // Given up, and not left to run out.
    const left = (await leases.all()).filter(
      ({ holder, leftMs }) => leftMs > 0 && holder.includes(`/${pid}/`),
    );
    expect(left).toEqual([]);
    await takenBy(b);
    expect(await tokens()).toEqual(before.map((token) => token + 1));
    await folded();
    await start('a');
    expect(await held(b)).toEqual(ROLES);
  });

  it('pass from one that was killed', async () => {
    const { a, b } = pair as { a: ServiceUnderTest; b: ServiceUnderTest };
    const before = await tokens();
    await b.stop('SIGKILL');
    await takenBy(a);
    await folded();
    expect(await tokens()).toEqual(before.map((token) => token + 1));
    await expiryIsRecorded('later');
    await start('b');
    expect(await held(a)).toEqual(ROLES);
  });

  it('pass from one that is paused at work, and it writes nothing when it wakes up', async () => {
    const { a, b } = pair as { a: ServiceUnderTest; b: ServiceUnderTest };
    const before = await tokens();
    let isWorking = true;
    const work = (async () => {
      while (isWorking) await Promise.all(Array.from({ length: 20 }, (_, n) => send(`w-${n}`)));
    })();
    await eventually('it writes', async () => (await record.countOf('a', 'projections')) > 20);
    a.signal('SIGSTOP');
    await takenBy(b);
    expect(await tokens()).toEqual(before.map((token) => token + 1));
    await eventually('the other one writes', async () => (await record.countOf('b', 'projections')) > 20);
    a.signal('SIGCONT');
    await eventually('it stands by', () => standsBy(a));
    isWorking = false;
    await work;
    expect(await held(b)).toEqual(ROLES);
    expect(a.output).toMatch(/has lost the lease, and stands by/);
    await folded();
    // And once more the other way round.
    b.signal('SIGSTOP');
    await takenBy(a);
    await folded();
    b.signal('SIGCONT');
    await eventually('it stands by', () => standsBy(b));
  }, 600_000);

  it('have let nobody write but the holder, in any of it', async () => {
    const writes = await record.all();
    const strangers = writes.filter(({ by, holder }) => !pids[by]!.has(holder.split('/')[1]!));
    expect(strangers).toEqual([]);
    expect(writes.length).toBeGreaterThan(100);
    expect(new Set(writes.map(({ by }) => by))).toEqual(new Set(['a', 'b']));
  });
});
