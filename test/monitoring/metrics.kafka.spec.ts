import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { eventually } from '../support/eventually.js';
import { kafkaClient, topicPrefix, TopicWriter } from '../support/kafka-client.js';

describeWith(['kafka'], 'the metrics of a process with brokers', () => {
  let directory: Directory;
  let service: ServiceProcess | undefined;
  beforeEach(async () => {
    directory = await temporaryDirectory();
  });
  afterEach(async () => {
    await service?.stop('SIGKILL');
    await directory.remove();
  });

  it('tell what came, what became of it, and that nothing is behind', async () => {
    const brokers = await sharedKafkaBrokers();
    const prefix = topicPrefix('metrics');
    const running = (service = await ServiceProcess.start({
      ...embedded(directory.path),
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_PARTITIONS: '3',
    }));
    /** Of one sample; undefined when it is not told. */
    const value = async (sample: string): Promise<number | undefined> => {
      const { body } = await running.get('/metrics');
      const line = (body as string).split('\n').find((each) => each.startsWith(`${sample} `));
      return line === undefined ? undefined : Number(line.slice(sample.length));
    };
    await eventually('ready', () => running.isReady());

    const commands = await TopicWriter.open(kafkaClient(brokers), `${prefix}support-access.commands`);
    const data = { workspaceId: 'acme', tier: 'free', forcedSso: false, ownerIds: ['olivia'] };
    const event = { specversion: '1.0', id: 'k1', source: 'test', type: 'UpdateWorkspace', data };
    const headers = { 'content-type': 'application/cloudevents+json' };
    await commands.send([
      { key: 'acme', value: JSON.stringify(event), headers },
      { key: 'acme', value: '{', headers },
    ]);
    await commands.close();

    await eventually('both results', async () => (await value('support_access_kafka_results_total')) === 2);
    const expected = {
      support_access_kafka_dead_letters_total: 1,
      'support_access_kafka_command_seconds_count{outcome="accepted"}': 1,
      'support_access_kafka_command_seconds_count{outcome="malformed"}': 1,
      'support_access_commands_total{type="UpdateWorkspace",outcome="accepted",code="",repeated="false"}': 1,
      support_access_kafka_events_published_total: 1,
      support_access_kafka_assigned_partitions: 3,
      support_access_kafka_consumer_lag: 0,
      support_access_publisher_lag_seconds: 0,
      support_access_projector_lag_seconds: 0,
      support_access_expiry_overdue_seconds: 0,
      'support_access_health{component="event publisher"}': 1,
      'support_access_health{component="command consumer"}': 1,
    };
    for (const [sample, number] of Object.entries(expected))
      await eventually(`${sample} is ${number}`, async () => (await value(sample)) === number);
    const { body } = await running.get('/v1/events', running.token('auditor'));
    expect(await value('support_access_publisher_position')).toBe(Number(body.events[0].position));
    expect(
      await value('support_access_http_request_seconds_count{method="GET",route="/v1/events",status="200"}'),
    ).toBe(1);
    // Nobody asks a machine how long it takes to ask it.
    expect((await running.get('/metrics')).body as string).not.toMatch(/route="\/(?:metrics|health)/);
  });
});
