import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { describeWith } from '../../test/engines/engines.js';
import { startPrivateKafkaBroker } from '../../test/engines/kafka-broker.js';
import type { KafkaBroker } from '../../test/engines/kafka-broker.js';
import { openKafka } from './open-kafka.js';
import { FakeDoor } from './spec/fake-door.js';
import {
  eventually,
  runConsumer,
  SOURCE,
  stopConsumers,
  STRUCTURED,
  structuredCommand,
  testConfig,
} from './spec/kafka-fixture.js';
import { kcatProduce, kcatRead } from './spec/kcat.js';

/** For longer than kafkajs's defaults survive: after some 7 s they give up for good. */
const LONG_AWAY = /no answer from the Kafka brokers for (8|9|\d\d+) s/;

describeWith(['private-kafka', 'kcat'], 'a broker that goes away', () => {
  let broker: KafkaBroker;

  beforeAll(async () => {
    broker = await startPrivateKafkaBroker();
  });

  afterEach(stopConsumers);

  afterAll(async () => {
    await broker.close();
    // Retries that were given up end with their next attempt, at most a second apart.
    await delay(2_000);
  });

  it('is waited for: not ready meanwhile, nothing lost, on again within seconds, also a result that was under way', async () => {
    const config = await testConfig({ brokers: [broker.brokers] });
    const door = new FakeDoor();
    const running = await runConsumer(config, door);
    const failed = jest.fn();
    void running.consumer.failed.then(failed);
    const { commands, results } = running.kafka.topics;
    const commandsOf = (prefix: string): string[] =>
      Array.from({ length: 20 }, (_, n) => structuredCommand({ id: `${prefix}-${n}` }));
    await kcatProduce(broker.brokers, commands, commandsOf('before'), { headers: [STRUCTURED] });
    await kcatRead(broker.brokers, results, 20);
    // Taken in, and slow enough to be answered only when the broker is gone.
    door.delayMs = 300;
    await kcatProduce(broker.brokers, commands, commandsOf('during'), { headers: [STRUCTURED] });
    await eventually(() => expect(door.calls).toBeGreaterThan(20));
    await broker.stop();
    await eventually(
      () =>
        expect(running.consumer.health()).toEqual({
          status: 'down',
          reason: expect.stringMatching(LONG_AWAY),
        }),
      60_000,
    );
    await broker.start();
    await eventually(() => expect(running.consumer.health()).toEqual({ status: 'up' }), 30_000);
    door.delayMs = 0;
    await kcatProduce(broker.brokers, commands, commandsOf('after'), { headers: [STRUCTURED] });
    const answered = new Set<string | null | undefined>();
    await eventually(async () => {
      for (const { headers } of await kcatRead(broker.brokers, results, 60)) answered.add(headers['ce_id']);
      expect(answered.size).toBe(60);
    });
    expect(failed).not.toHaveBeenCalled();
    await running.stop();
  });

  it('is waited for at the start as well, and a stop does not wait for it', async () => {
    await broker.stop();
    const config = await testConfig({ brokers: [broker.brokers] });
    const kafka = openKafka(config, { source: SOURCE });
    const consumer = kafka.commandConsumer(new FakeDoor());
    const started = consumer.start();
    expect(consumer.health()).toMatchObject({ status: 'down' });
    await delay(2_000);
    await broker.start();
    await started;
    await eventually(() => expect(consumer.health()).toEqual({ status: 'up' }), 30_000);
    await broker.stop();
    // Whoever waited for the broker would wait for ever.
    await consumer.stop();
    await kafka.close();
  });
});
