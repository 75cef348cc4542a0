import { StoreUnavailableError } from '#event-store';
import { topicNames } from '#config';
import { BrokerWatch } from './broker-watch.js';
import type { ConsumerEvents, ReceivedRecord, RecordConsumer, RecordProducer } from './client.js';
import { CommandConsumer } from './command-consumer.js';
import { silentLog } from './log.js';
import { noopObserver } from './observer.js';
import { FakeDoor } from './spec/fake-door.js';
import type { KafkaTracing } from './tracing.js';

const data = { workspaceId: 'acme', tier: 'free', forcedSso: false, ownerIds: ['olivia'] };
const command = { specversion: '1.0', id: 'c1', source: 's', type: 'UpdateWorkspace', data };

const record = (value: string): ReceivedRecord => ({
  offset: '0',
  key: null,
  value: Buffer.from(value),
  headers: { 'content-type': Buffer.from('application/cloudevents+json') },
});

/** A consumer without brokers, and what its tracing is told, in order. */
async function scene(producer: Partial<RecordProducer> = {}) {
  const told: string[] = [];
  const tracing: KafkaTracing = {
    taken(_received, { offset }, wire) {
      told.push(`taken ${offset} as ${wire?.commandId ?? 'nothing'}`);
      return {
        traceparent: 'the message',
        producing: () => void told.push('producing'),
        finished: (outcome) => void told.push(`finished ${outcome}`),
        abandoned: () => void told.push('abandoned'),
      };
    },
    publishing: () => () => undefined,
  };
  let events!: ConsumerEvents;
  const client: RecordConsumer = {
    start: (given) => {
      events = given;
      given.assigned([{ topic: 'support-access.commands', partition: 0 }]);
      return Promise.resolve();
    },
    commit: () => Promise.resolve(),
    pause: () => undefined,
    stop: () => Promise.resolve(),
  };
  const door = new FakeDoor();
  const consumer = new CommandConsumer({
    consumer: client,
    producer: { send: () => Promise.resolve(), close: () => Promise.resolve(), ...producer },
    door,
    topics: topicNames({ topicPrefix: '' }),
    source: 'spec',
    ready: Promise.resolve({ deadLetters: 262_144 } as never),
    preparing: () => undefined,
    watch: new BrokerWatch(() => {
      throw new Error('nobody asks');
    }),
    observer: noopObserver,
    tracing,
    log: silentLog,
  });
  await consumer.start();
  const deliver = (value: string) =>
    events.batch({
      topic: 'support-access.commands',
      partition: 0,
      records: [record(value)],
      lastOffset: '0',
      heartbeat: () => Promise.resolve(),
      isCurrent: () => true,
      tookIn: () => undefined,
    });
  return { told, door, consumer, deliver };
}

it('is told of a command from its arrival to its result, and the door gets its context', async () => {
  const { told, door, consumer, deliver } = await scene();
  await deliver(JSON.stringify(command));
  await consumer.stop();
  expect(told).toEqual(['taken 0 as c1', 'producing', 'finished accepted']);
  expect(door.executed).toMatchObject([{ commandId: 'c1', traceparent: 'the message' }]);
});

it('is told of what is no command', async () => {
  const { told, consumer, deliver } = await scene();
  await deliver('{');
  await consumer.stop();
  expect(told).toEqual(['taken 0 as nothing', 'producing', 'finished malformed']);
});

it('is told of a command that the store did not take before the end', async () => {
  const { told, door, consumer, deliver } = await scene();
  door.failing = new StoreUnavailableError('away');
  await deliver(JSON.stringify(command));
  await consumer.stop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(told).toEqual(['taken 0 as c1', 'abandoned']);
}, 20_000);

it('is told of a result that the brokers did not take before the end', async () => {
  const { told, consumer, deliver } = await scene({ send: () => Promise.reject(new Error('away')) });
  await deliver(JSON.stringify(command));
  await consumer.stop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(told).toEqual(['taken 0 as c1', 'producing', 'abandoned']);
}, 20_000);
