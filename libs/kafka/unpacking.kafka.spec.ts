import { describeWith } from '../../test/engines/engines.js';
import { createTopic, kafkaClient } from '../../test/support/kafka-client.js';
import { FakeDoor } from './spec/fake-door.js';
import {
  eventually,
  runConsumer,
  stopConsumers,
  STRUCTURED,
  structuredCommand,
  testConfig,
} from './spec/kafka-fixture.js';
import { kcatProduce, kcatRead } from './spec/kcat.js';

const TOO_LARGE = 70_000_000;

describeWith(['kafka', 'kcat'], 'a batch that unpacks to more than 64 MiB', () => {
  afterEach(stopConsumers);

  // 950 MB took 2.1 GB of memory and the event loop for 8 s at a time.
  it('is a dead letter by its offsets, in every compression, and its partition goes on', async () => {
    const config = await testConfig({ partitions: 1 });
    const brokers = config.brokers.join(',');
    const commands = `${config.topicPrefix}support-access.commands`;
    await createTopic(kafkaClient(brokers), commands, 1, { 'max.message.bytes': '8000000' });
    const door = new FakeDoor();
    const { kafka, consumer } = await runConsumer(config, door);
    const compressions = ['gzip', 'snappy', 'lz4', 'zstd'] as const;
    const value = Buffer.alloc(TOO_LARGE, 'a');
    for (const compression of compressions) {
      await kcatProduce(brokers, commands, [value], { compression, key: 'acme' });
      const command = structuredCommand({ id: `after-${compression}` });
      await kcatProduce(brokers, commands, [command], { compression, headers: [STRUCTURED] });
    }
    await eventually(() => expect(door.executed).toHaveLength(compressions.length), 60_000);

    const letters = await kcatRead(brokers, kafka.topics.deadLetters, compressions.length);
    const results = await kcatRead(brokers, kafka.topics.results, 2 * compressions.length);
    for (const [index, letter] of letters.entries()) {
      const offset = `${2 * index}`;
      expect(letter).toMatchObject({
        key: null,
        payload: null,
        headers: {
          'x-error-code': 'MALFORMED',
          'x-error-message': expect.stringContaining(
            `is in a batch that unpacks to more than 67108864 bytes: nothing of offsets ${offset} to ${offset} was read`,
          ),
          'x-topic': commands,
          'x-partition': '0',
          'x-offset': offset,
          'x-last-offset': offset,
        },
      });
      const result = results.find(({ headers }) => headers['ce_id'] === `${commands}/0/${offset}`);
      expect(JSON.parse(result?.payload ?? '')).toMatchObject({ outcome: 'malformed', code: 'MALFORMED' });
    }
    await eventually(() => expect(consumer.health()).toEqual({ status: 'up' }));
  });
});
