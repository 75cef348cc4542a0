import type { TopicNames } from '#config';
import { asError } from '#domain';
import { backOffMs, pause } from './back-off.js';
import type { OutgoingRecord, RecordProducer } from './client.js';
import type { TakenMessage } from './taken-message.js';
import type { Log } from './log.js';
import type { KafkaObserver, Outcome } from './observer.js';
import { estimateRecordBytes } from './record-bytes.js';

/** A finished message with the record to produce for it. */
export type Finished = {
  message: TakenMessage;
  outcome: Outcome;
  result: OutgoingRecord;
  deadLetter?: OutgoingRecord;
};

/** Maximum records per request; kafkajs's cost of a request grows with the square of its records per partition. */
const MAX_RECORDS = 500;

/** Maximum bytes per request. A topic limits a record batch, of which a request has one per partition; every accepted limit is larger. */
const MAX_BYTES = 524_288;

/**
 * Produces results and dead letters in batches and in order: records that are added during one request go with the next. A failed
 * request is repeated until it succeeds or the signal is aborted.
 */
export class OutcomeSender {
  readonly #queue: Finished[] = [];
  #sending: Promise<void> | undefined;
  #trouble: Error | undefined;

  constructor(
    private readonly producer: RecordProducer,
    private readonly topics: TopicNames,
    private readonly observer: KafkaObserver,
    private readonly log: Log,
    private readonly signal: AbortSignal,
    /** Called with the messages whose records were produced. */
    private readonly produced: (batch: readonly Finished[]) => void,
  ) {}

  /** The error of the last attempt while it is retried. */
  get trouble(): Error | undefined {
    return this.#trouble;
  }

  add(finished: Finished): void {
    this.#queue.push(finished);
    this.#sending ??= this.#run();
  }

  /** Resolves when everything added so far is produced, or the signal is aborted. */
  async idle(): Promise<void> {
    await this.#sending;
  }

  async #run(): Promise<void> {
    // One fsync finishes many commands at once: wait for the others of this turn of the event loop, so that they share the request.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0 && !this.signal.aborted) {
      const batch = this.#next();
      if (await this.#send(batch)) this.produced(batch);
    }
    this.#sending = undefined;
  }

  /** Removes the front of the queue, at least one record and at most one request's worth. */
  #next(): Finished[] {
    let bytes = 0;
    let count = 0;
    for (; count < Math.min(this.#queue.length, MAX_RECORDS); count++) {
      const { result, deadLetter } = this.#queue[count]!;
      bytes += estimateRecordBytes(result) + (deadLetter === undefined ? 0 : estimateRecordBytes(deadLetter));
      if (bytes > MAX_BYTES && count > 0) break;
    }
    return this.#queue.splice(0, count);
  }

  /** @returns whether the batch was produced; false when the signal was aborted */
  async #send(batch: readonly Finished[]): Promise<boolean> {
    const results = { topic: this.topics.results, messages: batch.map(({ result }) => result) };
    const letters = batch.flatMap(({ deadLetter }) => deadLetter ?? []);
    const request =
      letters.length > 0 ? [results, { topic: this.topics.deadLetters, messages: letters }] : [results];
    for (const { message } of batch) message.trace?.producing();
    for (let failures = 0; !this.signal.aborted;) {
      const startedAt = performance.now();
      try {
        await this.producer.send(request);
        this.#trouble = undefined;
        this.observer.resultsProduced(batch.length, performance.now() - startedAt);
        return true;
      } catch (thrown) {
        const error = (this.#trouble = asError(thrown));
        failures += 1;
        this.log.warn(
          { err: error, failures, records: batch.length },
          'results could not be produced; trying again',
        );
        this.observer.retrying('produce', error);
        await pause(backOffMs(failures), this.signal);
      }
    }
    for (const { message } of batch) message.trace?.abandoned();
    return false;
  }
}
