import type { Kafka } from 'kafkajs';
import type { KafkaConfig } from '#config';
import { asError, backOffMs, pause } from './back-off.js';
import { TopicLimitError, TopicsMissingError } from './errors.js';
import { withAdmin } from './kafkajs/connection.js';
import type { Log } from './log.js';
import { prepareTopics } from './prepare-topics.js';
import type { TopicLimits } from './prepare-topics.js';

/** What the brokers answer when asking again would not help: somebody has to change a right or a setting first. */
const PERMANENT = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'POLICY_VIOLATION',
  'INVALID_CONFIG',
  'INVALID_PARTITIONS',
  'INVALID_TOPIC_EXCEPTION',
]);

/**
 * Prepares the topics when the service starts. Brokers that are away, busy or not all there yet are asked again until they
 * answer; what somebody has to change first rejects {@link ready}.
 */
export class TopicPreparation {
  readonly ready: Promise<TopicLimits>;
  #trouble: string | undefined;

  /** @param signal ends the attempts; `ready` stays open then */
  constructor(
    private readonly prepare: () => Promise<TopicLimits>,
    private readonly log: Log,
    private readonly signal: AbortSignal,
  ) {
    this.ready = this.#run();
    // Whoever starts sees it; until somebody does, a rejection must not end the process as unhandled.
    this.ready.catch(() => {});
  }

  static begin(kafka: Kafka, config: KafkaConfig, log: Log, signal: AbortSignal): TopicPreparation {
    return new TopicPreparation(
      () => withAdmin(kafka, (admin) => prepareTopics(admin, config, log)),
      log,
      signal,
    );
  }

  /** Why the topics are not ready, while that is tried again. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  async #run(): Promise<TopicLimits> {
    for (let failures = 1; ; failures++) {
      try {
        const limits = await this.prepare();
        this.#trouble = undefined;
        return limits;
      } catch (thrown) {
        const error = asError(thrown);
        if (isPermanent(error)) throw withReasons(error);
        const reason = withReasons(error).message;
        this.#trouble = `the topics cannot be prepared: ${reason}`;
        this.log.warn({ err: error, failures }, `${this.#trouble}; trying again`);
        await pause(backOffMs(failures), this.signal);
        if (this.signal.aborted) return new Promise(() => {});
      }
    }
  }
}

/** As much of kafkajs's errors as is looked at; one error can carry several, or stand for its cause. */
type KafkajsError = Error & { type?: string; topic?: string; errors?: unknown[] };

function causesOf(error: KafkajsError): KafkajsError[] {
  const inner = [...(error.errors ?? []), error.cause].filter((each) => each instanceof Error);
  return [error, ...inner.flatMap((each) => causesOf(each))];
}

const isPermanent = (error: Error): boolean =>
  causesOf(error).some(
    (each) =>
      each instanceof TopicsMissingError ||
      each instanceof TopicLimitError ||
      each.name === 'KafkaJSSASLAuthenticationError' ||
      PERMANENT.has(each.type ?? ''),
  );

/** kafkajs says "Topic creation errors", and which topics and why only in the parts of the error. */
function withReasons(error: KafkajsError): Error {
  const parts = (error.errors ?? []) as KafkajsError[];
  if (parts.length === 0) return error;
  const reasons = parts.map(({ topic, message }) => (topic === undefined ? message : `${topic}: ${message}`));
  return new Error(`${error.message}: ${reasons.join('; ')}`, { cause: error });
}
