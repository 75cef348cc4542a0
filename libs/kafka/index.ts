export { CheckpointTopic } from './checkpoint-topic.js';
export { CommandConsumer } from './command-consumer.js';
export type { RecordConsumer, RecordProducer } from './client.js';
export {
  TopicLimitError,
  TopicsMissingError,
  KafkaUnavailableError,
  TopicUnreadableError,
} from './errors.js';
export { EventPublisher } from './event-publisher.js';
export type { LogIdentity, PublisherPosition } from './event-publisher.js';
export { readGroupLag } from './group-lag.js';
export type { GroupLag } from './group-lag.js';
export type { KafkaHealth } from './health.js';
export * from './dead-letters/index.js';
export { connectKafkajs } from './kafkajs/connection.js';
export type { Log } from './log.js';
export type { KafkaObserver, Outcome, RetriedOperation } from './observer.js';
export { openKafka } from './open-kafka.js';
export type { KafkaOptions, KafkaParts } from './open-kafka.js';
export { readTopic } from './kafkajs/read-topic.js';
export type { PlacedRecord } from './kafkajs/read-topic.js';
export { topicNames } from '#config';
export type { TopicNames } from '#config';
export type { KafkaTracing, MessageTrace } from './tracing.js';
