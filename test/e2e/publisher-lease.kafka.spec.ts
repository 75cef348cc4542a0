import { rm } from 'node:fs/promises';
import { topicNames } from '#kafka';
import type { Leases } from '#leases';
import { openLeases } from '#leases';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import type { PostgresDatabase } from '../engines/shared-postgres.js';
import { newDatabase } from '../engines/shared-postgres.js';
import { checkEventsTopic } from '../support/check-events-topic.js';
import { eventually } from '../support/eventually.js';
import { kafkaClient, topicPrefix } from '../support/kafka-client.js';
import { LogCopy } from '../support/log-copy.js';
import { temporaryDirectory } from '../support/scene.js';
import { eventStoreUrl, freePort, ServiceUnderTest } from '../support/service-under-test.js';
import { TopicReader } from '../support/topic-reader.js';
import { WriteRecord } from '../support/write-record.js';

describeWith(['kafka', 'postgres'], 'the publisher under a lease', () => {
  let directory: string;
  let database: PostgresDatabase;
  let leases: Leases;
  let record: WriteRecord;
  let events: TopicReader;
  let api: ServiceUnderTest;
  const pair: Record<string, ServiceUnderTest> = {};
  const pids: Record<string, Set<string>> = { a: new Set(), b: new Set() };
  let count = 0;

  const start = async (name: string): Promise<void> => {
    await pair[name]!.start();
    pids[name]!.add(String(pair[name]!.pid));
  };

  beforeAll(async () => {
    directory = await temporaryDirectory('publisher-lease');
    database = await newDatabase();
    leases = openLeases(database.url)!;
    const brokers = await sharedKafkaBrokers();
    const prefix = topicPrefix('publisher-lease');
    const processOf = async (name: string, roles: string): Promise<ServiceUnderTest> => {
      const url = new URL(database.url);
      url.searchParams.set('application_name', name);
      const env = {
        ROLES: roles,
        READ_MODEL_URL: url.href,
        KAFKA_BROKERS: brokers,
        KAFKA_TOPIC_PREFIX: prefix,
      };
      return ServiceUnderTest.prepare({ directory, port: await freePort(), env });
    };
    api = await processOf('api', 'api,projections');
    for (const name of ['a', 'b']) pair[name] = await processOf(name, 'publisher');
    await api.start();
    await start('a');
    await start('b');
    record = await WriteRecord.begin(database.url, { 'support_access_positions.followers': 'publisher' });
    events = await TopicReader.open(kafkaClient(brokers), topicNames({ topicPrefix: prefix }).events);
  }, 600_000);

  afterAll(async () => {
    for (const each of [api, ...Object.values(pair)]) await each.stop('SIGKILL');
    await events.close();
    await record.close();
    await leases.close();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  const isHeldBy = async (service: ServiceUnderTest): Promise<boolean> =>
    (await leases.all()).some(
      ({ role, holder, leftMs }) =>
        role === 'publisher' && leftMs > 0 && holder.split('/')[1] === String(service.pid),
    );
  /** A standby that waited for the connections of one that is paused would wait for ever. */
  const takenBy = (service: ServiceUnderTest): Promise<void> =>
    eventually('the other one has the lease', () => isHeldBy(service));
  /** Commands until the function has done what it does. */
  const underLoad = async (work: () => Promise<void>): Promise<void> => {
    let isWorking = true;
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      while (isWorking) {
        const data = { workspaceId: `w-${lane}`, tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
        const event = { specversion: '1.0', id: `c-${(count += 1)}`, source: 'urn:test', data };
        const { status } = await api.command({ ...event, type: 'UpdateWorkspace' });
        if (status !== 200) throw new Error(`${status}`);
      }
    });
    try {
      await work();
    } finally {
      isWorking = false;
      await Promise.all(lanes);
    }
  };
  const published = async (): Promise<void> => {
    const { length } = events.records;
    await eventually('events are published', () => events.records.length > length + 20);
  };

  it('passes from one that is killed, or paused, to the one that stands by', async () => {
    const { a, b } = pair as { a: ServiceUnderTest; b: ServiceUnderTest };
    expect(await isHeldBy(a)).toBe(true);
    expect((await b.health())!.components['event publisher']).toEqual({ status: 'up', standby: true });
    await underLoad(async () => {
      await published();
      await a.stop('SIGKILL');
      await takenBy(b);
      await published();
      await start('a');
      b.signal('SIGSTOP');
      await takenBy(a);
      await published();
      b.signal('SIGCONT');
      await eventually('it stands by', async () => {
        const health = await b.health();
        return health?.components['event publisher']?.standby === true;
      });
    });
    expect(await a.stop('SIGTERM')).toBe(0);
    // Given up, and not left to run out.
    expect(await isHeldBy(a)).toBe(false);
    await takenBy(b);
  }, 600_000);

  it('has left every event on the topic, each first seen in order, and a place that only the holder wrote', async () => {
    const log = await LogCopy.read(eventStoreUrl(directory));
    const ids = new Set<string>();
    const all = log.events.length;
    let seen = 0;
    await eventually('all events are published', () => {
      for (; seen < events.records.length; seen++) ids.add(String(events.records[seen]!.headers['ce_id']));
      return ids.size >= all;
    });
    expect(checkEventsTopic(events.records, log)).toEqual([]);
    const writes = await record.all();
    expect(new Set(writes.map(({ by }) => by))).toEqual(new Set(['a', 'b']));
    expect(writes.filter(({ by, holder }) => !pids[by]!.has(holder.split('/')[1]!))).toEqual([]);
  });
});
