import type { Door } from '#commands';
import type { KafkaConfig, TopicNames } from '#config';
import { topicNames } from '#config';
import type { EventReader } from '#event-store';
import { AccessTokens } from './access-tokens.js';
import { within } from './back-off.js';
import { BrokerWatch } from './broker-watch.js';
import { CheckpointTopic } from './checkpoint-topic.js';
import { CommandConsumer } from './command-consumer.js';
import { commandTopicsOf } from './command-topics.js';
import { EventPublisher } from './event-publisher.js';
import type { LogIdentity, PublisherPosition } from './event-publisher.js';
import { connectKafkajs, FEW_RETRIES } from './kafkajs/connection.js';
import { kafkajsConsumer } from './kafkajs/consumer.js';
import { kafkajsProducer } from './kafkajs/producer.js';
import { KafkajsTopicAdmin } from './kafkajs/topic-admin.js';
import { lagProbe } from './lag-probe.js';
import { silentLog } from './log.js';
import type { Log } from './log.js';
import { noopObserver } from './observer.js';
import type { KafkaObserver } from './observer.js';
import type { TopicLimits } from './prepare-topics.js';
import { TopicPreparation } from './topic-preparation.js';
import type { KafkaTracing } from './tracing.js';

export type KafkaOptions = {
  /** `EVIDENCE_ORIGIN`: the CloudEvents `source` of every message produced. */
  source: string;
  log?: Log;
  observer?: KafkaObserver;
  tracing?: KafkaTracing | undefined;
};

export type KafkaParts = {
  topics: TopicNames;
  /** Resolves once the topics exist, however long the brokers are unreachable; rejects when the topics cannot be made usable. */
  ready: Promise<TopicLimits>;
  commandConsumer(door: Door): CommandConsumer;
  eventPublisher(reader: EventReader, position: PublisherPosition, identity?: LogIdentity): EventPublisher;
  checkpointTopic(): CheckpointTopic;
  /** Closes the connections. Stop the consumers and publishers first. */
  close(): Promise<void>;
};

/** Maximum bytes per request and topic; a topic's own limit may be lower. */
const MAX_REQUEST_BYTES = 524_288;

const CLOSE_LIMIT_MS = 2_000;

/** Returns at once and connects in the background, so that a service starts (not ready) while the brokers are unreachable. */
export function openKafka(config: KafkaConfig, options: KafkaOptions): KafkaParts {
  const { source, log = silentLog, observer = noopObserver, tracing } = options;
  const closing = new AbortController();
  const givenUp = closing.signal;
  const tokens = config.sasl?.mechanism === 'oauthbearer' ? AccessTokens.of(config.sasl, log) : undefined;
  const kafka = connectKafkajs(config, log, { givenUp, tokens });
  const topics = topicNames(config);
  const commandTopics = commandTopicsOf(config);
  const producers: ReturnType<typeof kafkajsProducer>[] = [];
  const newProducer = (): (typeof producers)[number] => {
    const producer = kafkajsProducer(kafka);
    producers.push(producer);
    return producer;
  };
  let eventProducer: (typeof producers)[number] | undefined;
  const preparation = TopicPreparation.begin(kafka, config, log, givenUp);
  const { ready } = preparation;
  const limits = ready.then(({ events }) => ({ eventBytes: Math.min(events, MAX_REQUEST_BYTES) }));
  limits.catch(() => {});
  const asking = connectKafkajs(config, log, { retry: FEW_RETRIES, givenUp, tokens });
  const watch = new BrokerWatch(
    () => lagProbe(new KafkajsTopicAdmin(asking), commandTopics, config.groupId),
    () => tokens?.trouble,
  );
  watch.start();

  return {
    topics,
    ready,
    commandConsumer: (door) =>
      new CommandConsumer({
        consumer: kafkajsConsumer(kafka, {
          groupId: config.groupId,
          topics: commandTopics,
          rackId: config.rackId,
        }),
        producer: newProducer(),
        door,
        topics,
        commandTopics: config.commandTopics,
        source,
        ready,
        preparing: () => preparation.trouble,
        watch,
        observer,
        tracing,
        log,
      }),
    eventPublisher: (reader, position, identity) =>
      new EventPublisher({
        reader,
        position,
        identity,
        // Publishers follow one another, each as long as this process has the lease, and share one producer.
        producer: (eventProducer ??= newProducer()),
        topic: topics.events,
        source,
        ready: limits,
        preparing: () => preparation.trouble,
        watch,
        observer,
        tracing,
        log,
      }),
    checkpointTopic: () =>
      new CheckpointTopic({ kafka: asking, producer: newProducer(), topic: topics.checkpoints, ready }),
    async close() {
      await watch.stop();
      // A client that is still connecting does not close, so this wait is bounded.
      await within(CLOSE_LIMIT_MS, Promise.allSettled(producers.map((producer) => producer.close())));
      closing.abort();
    },
  };
}
