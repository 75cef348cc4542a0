import type { Door } from '#commands';
import type { EventReader } from '#event-store';
import type { KafkaParts } from '#kafka';
import { openKafka, topicNames } from '#kafka';
import { openFollowerPosition } from '#read-models';
import type { Foundation } from '../foundation.js';
import { kafkaTracing } from '../tracing/kafka-tracing.js';
import type { KafkaWorkers } from './kafka.module.js';
import { kafkaMetrics } from './kafka-metrics.js';

/**
 * The clients, for the roles `commands` and `publisher` and for whoever writes the log, whose checkpoints have a topic.
 * @returns undefined when the configuration names no brokers or the roles none of this
 */
export function openKafkaClients(
  { config, logger, metrics, tracer, closers, fail }: Foundation,
  { writes }: { writes: boolean },
): KafkaParts | undefined {
  if (!config.kafka || !(writes || config.roles.has('publisher'))) return undefined;
  const kafka = openKafka(config.kafka, {
    source: config.evidenceOrigin,
    log: logger,
    observer: kafkaMetrics(metrics),
    ...(tracer && {
      tracing: kafkaTracing(tracer, { ...topicNames(config.kafka), group: config.kafka.groupId }),
    }),
  });
  closers.add('the Kafka clients', () => kafka.close());
  // Topics that are not as they must be: no amount of waiting changes that.
  kafka.ready.catch(fail);
  return kafka;
}

/** What the roles `commands` and `publisher` do with them. */
export async function openKafkaWorkers(
  { config, health, closers, fail }: Foundation,
  { kafka, door, reader }: { kafka: KafkaParts; door: Door | undefined; reader: EventReader },
): Promise<KafkaWorkers | undefined> {
  const [consumes, publishes] = [config.roles.has('commands') && door, config.roles.has('publisher')];
  if (!(consumes || publishes)) return undefined;
  const workers: KafkaWorkers = {};
  if (publishes) {
    const position = await openFollowerPosition(config.readModelUrl, 'publisher');
    closers.add("the publisher's position", () => position.close());
    const publisher = (workers.publisher = kafka.eventPublisher(reader, position));
    health.register('event publisher', () => publisher.health());
  }
  if (consumes) {
    const consumer = (workers.consumer = kafka.commandConsumer(consumes));
    health.register('command consumer', () => consumer.health());
    void consumer.failed.then(fail);
  }
  return workers;
}
