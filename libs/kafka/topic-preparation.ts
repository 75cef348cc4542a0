import type { Kafka } from 'kafkajs';
import type { KafkaConfig } from '#config';
import { asError } from '#domain';
import { backOffMs, pause } from './back-off.js';
import { TopicLimitError, TopicsMissingError } from './errors.js';
import { withAdmin } from './kafkajs/topic-admin.js';
import type { Log } from './log.js';
import { prepareTopics } from './prepare-topics.js';
import type { TopicLimits } from './prepare-topics.js';

/** Errors for which a retry is useless: an operator has to change a right or a setting first. */
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
 * Prepares the topics when the service starts. Retries while the brokers are unreachable, busy or incomplete; an error that needs an
 * operator rejects {@link ready}.
 */
export class TopicPreparation {
  readonly ready: Promise<TopicLimits>;
  #trouble: string | undefined;

  /** @param signal ends the attempts; `ready` then stays pending */
  constructor(
    private readonly prepare: () => Promise<TopicLimits>,
    private readonly log: Log,
    private readonly signal: AbortSignal,
  ) {
    this.ready = this.#run();
    // Callers may attach their handler later; until then a rejection must not end the process as unhandled.
    this.ready.catch(() => {});
  }

  static begin(kafka: Kafka, config: KafkaConfig, log: Log, signal: AbortSignal): TopicPreparation {
    return new TopicPreparation(
      () => withAdmin(kafka, (admin) => prepareTopics(admin, config, log)),
      log,
      signal,
    );
  }

  /** The last error while the preparation is retried. */
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

/** The used part of kafkajs's errors; one can carry several others, or a cause. */
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

/** Adds the reasons: kafkajs's message is "Topic creation errors", and only the parts name topics and causes. */
function withReasons(error: KafkajsError): Error {
  const parts = (error.errors ?? []) as KafkajsError[];
  if (parts.length === 0) return error;
  const reasons = parts.map(({ topic, message }) => (topic === undefined ? message : `${topic}: ${message}`));
  return new Error(`${error.message}: ${reasons.join('; ')}`, { cause: error });
}
