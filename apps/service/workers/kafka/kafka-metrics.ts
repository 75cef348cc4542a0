import type { Registry } from '@prometheus-io/client';
import { Counter, Gauge, Histogram } from '@prometheus-io/client';
import type { EventPublisher, KafkaObserver } from '#kafka';
import { gauge as readGauge } from '../../operations/metrics/registry.js';

/** Metrics of commands, results, retries and lag in Kafka. */
export function kafkaMetrics(registry: Registry): KafkaObserver {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `support_access_kafka_${name}`, help, labelNames, registers });
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `support_access_kafka_${name}`, help, registers });
  const handled = new Histogram({
    name: 'support_access_kafka_command_seconds',
    help: 'From the arrival of a command until its result was produced',
    labelNames: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
    registers,
  });
  // Looked up once: this runs for every command.
  const ofOutcome = {
    accepted: handled.labels('accepted'),
    denied: handled.labels('denied'),
    ignored: handled.labels('ignored'),
    malformed: handled.labels('malformed'),
  };
  const deadLetters = counter('dead_letters_total', 'Messages that are no commands, set aside');
  const results = counter('results_total', 'Results produced');
  const published = counter(
    'events_published_total',
    'Events produced to the events topic, repeats included',
  );
  const retries = counter('retries_total', 'Failures that were tried again', ['operation']);
  const lag = gauge('consumer_lag', 'Commands of the assigned partitions that are not committed yet');
  const partitions = gauge('assigned_partitions', 'Partitions of the commands topic that are ours');
  return {
    commandHandled(outcome, durationMs) {
      ofOutcome[outcome].observe(durationMs / 1000);
      if (outcome === 'malformed') deadLetters.inc();
    },
    resultsProduced: (records) => results.inc(records),
    eventsPublished: (events) => published.inc(events),
    retrying: (operation) => retries.inc({ operation }),
    consumerLag: (records) => lag.set(records),
    assigned: (ours) => partitions.set(ours.length),
  };
}

/** Metrics of the publisher's position, while this process has a publisher. */
export function publisherMetrics(registry: Registry, publisher: () => EventPublisher | undefined): void {
  readGauge(
    registry,
    'support_access_publisher_lag_seconds',
    'How long the events topic has been behind the end of the log',
    () => {
      const progress = publisher()?.progress();
      return progress && progress.lagMs / 1000;
    },
  );
  readGauge(registry, 'support_access_publisher_position', 'How far in the log the publisher is', () => {
    const progress = publisher()?.progress();
    return progress && Number(progress.position);
  });
}
