import type { Door } from '#commands';
import type { EventReader } from '#event-store';
import type { EventPublisher, KafkaParts } from '#kafka';
import { openKafka, topicNames } from '#kafka';
import type { LeasedWork, HeldTerm } from '#leases';
import { fencedBy } from '#leases';
import type { Bookmark } from '#derived';
import { openFollowerPosition } from '#derived';
import { requireLogOfTree } from '#evidence';
import { watchedReader } from '../evidence/watched-reader.js';
import type { ServiceContext } from '../../service-context.js';
import { mountRole } from '../leases/mount-role.js';
import { kafkaTracing } from '../../operations/tracing/kafka-tracing.js';
import type { KafkaWorkers } from './kafka.module.js';
import { kafkaMetrics, publisherMetrics } from './kafka-metrics.js';

/**
 * Opens the Kafka clients, for the roles `commands` and `publisher` and for processes that write or sign the log, because checkpoints have a
 * topic.
 * @returns undefined without brokers, or when no role of this process needs them
 */
export function openKafkaClients(
  { config, logger, metrics, tracer, shutdown, fail }: ServiceContext,
  { checkpoints }: { checkpoints: boolean },
): KafkaParts | undefined {
  if (!config.kafka || !(checkpoints || config.roles.has('publisher'))) return undefined;
  const kafka = openKafka(config.kafka, {
    source: config.evidenceOrigin,
    log: logger,
    observer: kafkaMetrics(metrics),
    ...(tracer && {
      tracing: kafkaTracing(tracer, { ...topicNames(config.kafka), group: config.kafka.groupId }),
    }),
  });
  shutdown.add('the Kafka clients', () => kafka.close());
  // Unusable topics: waiting does not change that.
  kafka.ready.catch(fail);
  return kafka;
}

/** Opens the workers of the roles `commands` and `publisher`. */
export async function openKafkaWorkers(
  context: ServiceContext,
  { kafka, door, reader }: { kafka: KafkaParts; door: Door | undefined; reader: EventReader },
): Promise<KafkaWorkers | undefined> {
  const { config, health, metrics, fail } = context;
  const [consumes, publishes] = [config.roles.has('commands') && door, config.roles.has('publisher')];
  if (!(consumes || publishes)) return undefined;
  const workers: KafkaWorkers = {};
  if (publishes) {
    let current: EventPublisher | undefined;
    publisherMetrics(metrics, () => current);
    const role = mountRole(context, 'publisher', (lease) =>
      publish(context, kafka, reader, lease, (publisher) => (current = publisher)),
    );
    workers.publisher = role;
    health.register('event publisher', () => role.health());
  }
  if (consumes) {
    const consumer = (workers.consumer = kafka.commandConsumer(consumes));
    health.register('command consumer', () => consumer.health());
    void consumer.failed.then(fail);
  }
  return workers;
}

async function publish(
  { config, damage }: Pick<ServiceContext, 'config' | 'damage'>,
  kafka: KafkaParts,
  reader: EventReader,
  lease: HeldTerm | undefined,
  tell: (publisher: EventPublisher | undefined) => void,
): Promise<LeasedWork> {
  const { readModelUrl } = config;
  const place = await openFollowerPosition(
    readModelUrl,
    'publisher',
    lease ? { guard: fencedBy(lease.term) } : {},
  );
  // After a lost lease the database would refuse the save anyway.
  const save = async (bookmark: Bookmark): Promise<void> => {
    if (lease?.isHeld() !== false) await place.save(bookmark);
  };
  const watched = watchedReader(reader, damage);
  const publisher = kafka.eventPublisher(
    watched,
    { load: () => place.load(), save },
    {
      // The publisher may be behind the event from which on the log is another one.
      require: () => requireLogOfTree(readModelUrl, watched),
      replaced: (error) => damage.replaced(error),
    },
  );
  // It retries while brokers are unreachable; `failed` reports a permanent failure.
  publisher.start().catch(() => undefined);
  tell(publisher);
  return {
    health: () => publisher.health(),
    failed: publisher.failed,
    stop: async () => {
      await publisher.stop();
      tell(undefined);
      await place.close();
    },
  };
}
