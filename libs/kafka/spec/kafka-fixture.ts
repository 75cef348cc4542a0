import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaConfig } from '#config';
import { sharedKafkaBrokers } from '../../../test/engines/shared-kafka.js';
import type { CommandConsumer } from '../command-consumer.js';
import { openKafka } from '../open-kafka.js';
import type { KafkaParts } from '../open-kafka.js';
import { noopObserver } from '../observer.js';
import type { KafkaObserver } from '../observer.js';
import type { FakeDoor } from './fake-door.js';

export const SOURCE = 'https://support.example';

/** Topics and a group that nobody else has. */
export async function testConfig(changes: Partial<KafkaConfig> = {}): Promise<KafkaConfig> {
  const prefix = `${randomUUID()}.`;
  return {
    brokers: changes.brokers ?? (await sharedKafkaBrokers()).split(','),
    clientId: 'spec',
    groupId: `${prefix}commands`,
    topicPrefix: prefix,
    createTopics: true,
    partitions: 3,
    ...changes,
  };
}

export type RunningConsumer = { kafka: KafkaParts; consumer: CommandConsumer; stop(): Promise<void> };

const running = new Set<RunningConsumer>();

/** For `afterEach`: a test that failed must not leave a consumer behind for the next. */
export async function stopConsumers(): Promise<void> {
  await Promise.all([...running].map(({ stop }) => stop()));
}

/** A consumer that has joined its group. */
export async function runConsumer(
  config: KafkaConfig,
  door: FakeDoor,
  observer: Partial<KafkaObserver> = {},
): Promise<RunningConsumer> {
  const kafka = openKafka(config, { source: SOURCE, observer: { ...noopObserver, ...observer } });
  const consumer = kafka.commandConsumer(door);
  await consumer.start();
  const started: RunningConsumer = {
    kafka,
    consumer,
    stop: async () => {
      running.delete(started);
      await consumer.stop();
      await kafka.close();
    },
  };
  running.add(started);
  return started;
}

/** Waits until it holds; fails with what it last was. */
export async function eventually(assertion: () => void | Promise<void>, limitMs = 30_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(50);
  }
}

type CommandOptions = { id?: string; workspaceId?: string };

/** A well-formed command as a structured-mode CloudEvent. */
export const structuredCommand = ({ id = randomUUID(), workspaceId = 'acme' }: CommandOptions = {}): string =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: '/crm',
    type: 'UpdateWorkspace',
    data: commandData(workspaceId),
  });

export const commandData = (workspaceId: string): object => ({
  workspaceId,
  tier: 'business',
  forcedSso: false,
  ownerIds: ['olga'],
});

export const STRUCTURED = 'content-type=application/cloudevents+json';
