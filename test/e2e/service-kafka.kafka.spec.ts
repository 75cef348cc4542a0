import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { eventually } from '../support/eventually.js';
import { createTopic, kafkaClient, topicPrefix, TopicWriter } from '../support/kafka-client.js';
import { header, TopicReader } from '../support/topic-reader.js';
import type { Directory, Json } from './service-process.js';
import { embedded, runToEnd, ServiceProcess, temporaryDirectory } from './service-process.js';

let service: ServiceProcess | undefined;
let directory: Directory;

beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(async () => {
  await service?.stop('SIGKILL');
  await directory.remove();
});

const componentsOf = async (running: ServiceProcess): Promise<Json> =>
  (await running.get('/health/ready')).body.components;

describeWith(['kafka'], 'the service with Kafka', () => {
  it('commands come in, results and events go out, and a restart begins where it ended', async () => {
    const brokers = await sharedKafkaBrokers();
    const prefix = topicPrefix('service');
    const env = {
      ...embedded(directory.path),
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_GROUP_ID: `${prefix}group`,
      KAFKA_PARTITIONS: '3',
    };
    let running = (service = await ServiceProcess.start(env));
    await eventually('ready', () => running.isReady());
    expect(Object.keys(await componentsOf(running))).toEqual(
      expect.arrayContaining(['command consumer', 'event publisher']),
    );

    const kafka = kafkaClient(brokers);
    const commands = await TopicWriter.open(kafka, `${prefix}support-access.commands`);
    const results = await TopicReader.open(kafka, `${prefix}support-access.command-results`);
    const events = await TopicReader.open(kafka, `${prefix}support-access.events`);
    const send = (id: string, type: string, data: object) =>
      commands.send([
        {
          key: 'acme',
          value: JSON.stringify({ specversion: '1.0', id, source: 'e2e', type, data }),
          headers: { 'content-type': 'application/cloudevents+json' },
        },
      ]);
    try {
      const workspaceId = 'acme';
      await send('k1', 'UpdateWorkspace', {
        workspaceId,
        tier: 'business',
        forcedSso: false,
        ownerIds: ['olivia'],
      });
      await send('k2', 'GrantSupportAccess', { workspaceId, actor: { id: 'olivia' } });
      await send('k3', 'GrantSupportAccess', { workspaceId, actor: { id: 'mallory' } });
      await eventually('three results', () => results.records.length === 3);
      expect(results.records.map(({ value }) => JSON.parse(String(value)).outcome)).toEqual([
        'accepted',
        'accepted',
        'denied',
      ]);
      await eventually('three events', () => events.records.length === 3);

      // By Kafka and by HTTP one event is the same event.
      const { body } = await running.get('/v1/events', running.token('auditor'));
      for (const [i, record] of events.records.entries()) {
        const { data, datacontenttype: _, ...attributes } = body.events[i];
        expect(JSON.parse(String(record.value))).toEqual(data);
        for (const [name, value] of Object.entries(attributes))
          expect(header(record, `ce_${name}`)).toBe(String(value));
      }
      const { body: access } = await running.get(
        '/v1/workspaces/acme/support-access',
        running.token('owner'),
      );
      expect(access).toMatchObject({ status: 'active', grant: { commandId: 'k2' } });
      expect((await running.get('/metrics')).body).toMatch(
        /^support_access_kafka_command_seconds_count\{outcome="accepted"\} 2$/m,
      );

      expect(await running.stop()).toBe(0);
      running = service = await ServiceProcess.start(env);
      await send('k4', 'RevokeSupportAccess', { workspaceId, actor: { id: 'olivia' } });
      await eventually('the result of the fourth', () =>
        results.records.some((r) => header(r, 'ce_id') === 'acme/k4'),
      );
      // What was committed and saved at the stop does not come again.
      await eventually('the event of the fourth', () => events.records.length >= 4);
      expect(results.records).toHaveLength(4);
      expect(events.records.map((r) => header(r, 'ce_revision'))).toEqual(['0', '1', '2', '3']);
    } finally {
      await Promise.all([commands.close(), results.close(), events.close()]);
    }
    expect(await running.stop()).toBe(0);
  }, 600_000);

  it('a topic that takes too little ends it with a clear line and exit code 1, and health says so first', async () => {
    const brokers = await sharedKafkaBrokers();
    const prefix = topicPrefix('service-limits');
    await createTopic(kafkaClient(brokers), `${prefix}support-access.commands.dead-letter`, 1, {
      'max.message.bytes': '1000',
    });
    const env = { ...embedded(directory.path), KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix };
    const running = (service = await ServiceProcess.start(env));
    let said: Json;
    await eventually('health says why', async () => {
      said = (await componentsOf(running))?.service;
      return said !== undefined;
    });
    expect(said).toEqual({
      status: 'down',
      reason: expect.stringMatching(/max\.message\.bytes of Kafka topic/),
    });
    expect(await running.ended()).toBe(1);
    expect(running.output.stdout).toMatch(
      /FATAL: max\.message\.bytes of Kafka topic .* is 1000; it must be at least/,
    );
  });

  it('KAFKA_CREATE_TOPICS=false and no topics: a clear line, exit code 1', async () => {
    const brokers = await sharedKafkaBrokers();
    const settings = { KAFKA_TOPIC_PREFIX: topicPrefix('service-absent'), KAFKA_CREATE_TOPICS: 'false' };
    const { code, stdout } = await runToEnd('main.js', [], {
      ...embedded(directory.path),
      ...settings,
      KAFKA_BROKERS: brokers,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/FATAL: Kafka has no topic .*KAFKA_CREATE_TOPICS is false/);
  });
});

it('started while the brokers are away it answers reads, takes no command, says why, and stops in time', async () => {
  const running = (service = await ServiceProcess.start({
    ...embedded(directory.path),
    // The discard port: nobody listens there.
    KAFKA_BROKERS: '127.0.0.1:9',
  }));
  const workspace = { workspaceId: 'acme', tier: 'business', forcedSso: false, ownerIds: [] };
  // What was signed for this log lies with the brokers: until they were asked nothing may be added to it.
  const refused = await running.command('c1', 'UpdateWorkspace', workspace);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  expect((await running.get('/v1/grants', running.token('auditor'))).status).toBe(200);
  const { status, body } = await running.get('/health/ready');
  expect(status).toBe(503);
  expect(body.degraded.sort()).toEqual(['command consumer', 'event publisher']);
  expect(body.components).toMatchObject({
    'event store': { status: 'up' },
    'command consumer': { status: 'down', reason: expect.any(String) },
    'event publisher': { status: 'down', reason: expect.any(String) },
    evidence: {
      status: 'down',
      reason: 'the log is being checked: waiting for the checkpoints in topic support-access.checkpoints',
    },
  });
  // A shutdown that takes longer than 9.5 s is aborted and ends with 1.
  expect(await running.stop()).toBe(0);
});
