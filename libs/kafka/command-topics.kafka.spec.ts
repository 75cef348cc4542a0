import { describeWith } from '../../test/engines/engines.js';
import { createTopic, kafkaClient, TopicWriter } from '../../test/support/kafka-client.js';
import { connectKafkajs } from './kafkajs/connection.js';
import { silentLog } from './log.js';
import type { PlacedRecord } from './kafkajs/read-topic.js';
import { readTopic } from './kafkajs/read-topic.js';
import { FakeDoor } from './spec/fake-door.js';
import { commandData, eventually, runConsumer, stopConsumers, testConfig } from './spec/kafka-fixture.js';

const update = (id: string, workspaceId = 'acme') => ({
  key: workspaceId,
  value: JSON.stringify(commandData(workspaceId)),
  headers: { ce_specversion: '1.0', ce_id: id, ce_source: '/billing', ce_type: 'UpdateWorkspace' },
});
const grant = (id: string) => ({
  key: 'acme',
  value: JSON.stringify({ workspaceId: 'acme', actor: { id: 'olga' } }),
  headers: { ce_specversion: '1.0', ce_id: id, ce_source: '/billing', ce_type: 'GrantSupportAccess' },
});

describeWith(['kafka'], 'the topics of KAFKA_COMMAND_TOPICS', () => {
  afterEach(stopConsumers);

  it('are made, read beside the own one, and take the types named for them alone', async () => {
    const config = await testConfig();
    const billing = `${config.topicPrefix}billing.commands`;
    config.commandTopics = new Map([[billing, new Set(['UpdateWorkspace'] as const)]]);
    const kafka = connectKafkajs(config, silentLog);
    const door = new FakeDoor();
    const { kafka: parts, consumer } = await runConsumer(config, door);

    const [theirs, own] = await Promise.all([
      TopicWriter.open(kafka, billing),
      TopicWriter.open(kafka, parts.topics.commands),
    ]);
    await theirs.send([update('b-1'), grant('b-2')]);
    await own.send([grant('o-1')]);
    await eventually(() =>
      expect(door.executed.map(({ commandId }) => commandId).toSorted()).toEqual(['b-1', 'o-1']),
    );
    expect(door.executed.find(({ commandId }) => commandId === 'b-1')?.source).toMatchObject({
      topic: billing,
      producer: '/billing',
    });

    const letters: PlacedRecord[] = [];
    await eventually(async () => {
      letters.length = 0;
      await readTopic(kafka, parts.topics.deadLetters, (record) => void letters.push(record));
      expect(letters).toHaveLength(1);
    });
    expect(letters[0]?.headers['x-topic']?.toString()).toBe(billing);
    expect(letters[0]?.headers['x-error-message']?.toString()).toContain(
      'type must be one of UpdateWorkspace',
    );
    await eventually(() => expect(consumer.health()).toEqual({ status: 'up' }));
    await Promise.all([theirs.close(), own.close()]);
  });
});

describeWith(['kafka'], 'records that nobody is given', () => {
  afterEach(stopConsumers);

  // They counted as lag for ever: not ready after half a minute, and the process ended after two, again and again.
  it('are no lag: aborted transactions, and the marks of those that were committed', async () => {
    const config = await testConfig({ partitions: 1 });
    const kafka = kafkaClient(config.brokers.join(','));
    const lags: number[] = [];
    const door = new FakeDoor();
    const { kafka: parts } = await runConsumer(config, door, { consumerLag: (lag) => void lags.push(lag) });
    const producer = kafka.producer({
      transactionalId: config.topicPrefix,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const topic = parts.topics.commands;
    const send = async (ids: string[], end: 'commit' | 'abort'): Promise<void> => {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: ids.map((id) => update(id)) });
      await transaction[end]();
    };
    await send(['t-1', 't-2'], 'commit');
    await send(['t-3', 't-4'], 'abort');
    await send(['t-5'], 'abort');
    await eventually(() => expect(door.executed).toHaveLength(2));
    const admin = kafka.admin();
    await admin.connect();
    // Two records and a mark, two and a mark, one and a mark.
    await eventually(async () => {
      const [committed] = await admin.fetchOffsets({ groupId: config.groupId, topics: [topic] });
      expect(committed?.partitions).toEqual([{ partition: 0, offset: '8', metadata: null }]);
    });
    lags.length = 0;
    await eventually(() => expect(lags.at(-1)).toBe(0));
    await send(['t-6'], 'commit');
    await eventually(() =>
      expect(door.executed.map(({ commandId }) => commandId)).toEqual(['t-1', 't-2', 't-6']),
    );
    await producer.disconnect();
    await admin.disconnect();
  });

  it('are no lag while a transaction is open, and are read when it ends', async () => {
    const config = await testConfig({ partitions: 1 });
    const kafka = kafkaClient(config.brokers.join(','));
    const lags: number[] = [];
    const door = new FakeDoor();
    const { kafka: parts } = await runConsumer(config, door, { consumerLag: (lag) => void lags.push(lag) });
    const producer = kafka.producer({
      transactionalId: config.topicPrefix,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: parts.topics.commands, messages: [update('o-1')] });
    lags.length = 0;
    await eventually(() => expect(lags.length).toBeGreaterThan(1));
    expect(lags.at(-1)).toBe(0);
    await transaction.commit();
    await eventually(() => expect(door.executed).toHaveLength(1));
    await producer.disconnect();
  });
});

describeWith(['kafka'], 'partitions that are added while the service runs', () => {
  afterEach(stopConsumers);

  // They were read after two to five minutes, with a lag of 0 and ready until then.
  it('are read within seconds, and what waits there is lag and keeps it from being ready until then', async () => {
    const config = await testConfig({ partitions: 1 });
    const kafka = kafkaClient(config.brokers.join(','));
    const door = new FakeDoor();
    const lags: number[] = [];
    const { kafka: parts, consumer } = await runConsumer(config, door, {
      consumerLag: (lag) => void lags.push(lag),
    });
    const topic = parts.topics.commands;
    await eventually(() => expect(consumer.health()).toEqual({ status: 'up' }));
    const admin = kafka.admin();
    await admin.connect();
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    const writer = await TopicWriter.open(kafka, topic);
    await writer.send(
      [0, 1, 2].map((partition) => ({ ...update(`p-${partition}`, `w-${partition}`), partition })),
    );
    await eventually(() => expect(door.executed).toHaveLength(3), 60_000);
    await eventually(() => expect(consumer.health()).toEqual({ status: 'up' }));
    await eventually(() => expect(lags.at(-1)).toBe(0));
    await writer.close();
    await admin.disconnect();
  });
});

describeWith(['kafka'], 'a partition that no member of the group reads', () => {
  afterEach(stopConsumers);

  it('is said in health, with what waits there', async () => {
    const config = await testConfig({ partitions: 1 });
    const other = `${config.topicPrefix}other`;
    const kafka = kafkaClient(config.brokers.join(','));
    await createTopic(kafka, other, 1);
    // The leader shares out the topics that it knows, as a process of the release before does.
    const leader = await runConsumer(config, new FakeDoor());
    const { consumer } = await runConsumer(
      { ...config, commandTopics: new Map([[other, new Set(['UpdateWorkspace'] as const)]]) },
      new FakeDoor(),
    );
    const writer = await TopicWriter.open(kafka, other);
    await writer.send([update('u-1')]);
    await eventually(() =>
      expect(consumer.health()).toEqual({
        status: 'down',
        reason: `no consumer of the group reads ${other}/0 yet, where 1 commands wait`,
      }),
    );
    await leader.stop();
    await eventually(() => expect(consumer.health()).toEqual({ status: 'up' }), 30_000);
    await writer.close();
  });
});
