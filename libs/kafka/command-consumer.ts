import { MalformedCommandError } from '#commands';
import type { Door } from '#commands';
import type { KafkaConfig, TopicNames } from '#config';
import { asError } from '#domain';
import { within } from './back-off.js';
import type { BrokerWatch } from './broker-watch.js';
import type { ReceivedRecord, RecordBatch, RecordConsumer, RecordProducer } from './client.js';
import { CommandExecutor } from './command-executor.js';
import type { TakenMessage } from './taken-message.js';
import { deadLetterRecord } from './dead-letter-record.js';
import { down, SILENCE_LIMIT_MS, UP } from './health.js';
import type { KafkaHealth } from './health.js';
import type { Log } from './log.js';
import type { KafkaObserver } from './observer.js';
import { OffsetCommitter } from './offset-committer.js';
import { OutcomeSender } from './outcome-sender.js';
import type { Finished } from './outcome-sender.js';
import { summarizeLag } from './partition-lag.js';
import type { PartitionLag } from './partition-lag.js';
import type { PartitionProgress } from './partition-progress.js';
import { readMessage } from './read-message.js';
import { malformedRecord } from './result-record.js';
import { STALL_FATAL_MS, STALL_LIMIT_MS, StallWatch } from './stall-watch.js';
import type { TopicLimits } from './prepare-topics.js';
import type { KafkaTracing } from './tracing.js';

export type CommandConsumerParts = {
  consumer: RecordConsumer;
  producer: RecordProducer;
  door: Door;
  topics: TopicNames;
  /** `KAFKA_COMMAND_TOPICS`: further command topics and the types each may carry. */
  commandTopics?: KafkaConfig['commandTopics'];
  /** `EVIDENCE_ORIGIN`: the CloudEvents `source` of every message produced. */
  source: string;
  /** Resolves with the topics' size limits once the topics exist. */
  ready: Promise<TopicLimits>;
  /** Why the topics are not ready yet; undefined when they are. */
  preparing: () => string | undefined;
  watch: BrokerWatch;
  observer: KafkaObserver;
  tracing?: KafkaTracing | undefined;
  log: Log;
  /** Maximum number of unfinished messages; at this number the consumer takes no more. */
  mostTaken?: number;
  /** Maximum number of commands executed at the same time. */
  mostExecuting?: number;
};

/** Messages parsed before the event loop gets a turn. */
const SLICE = 32;

/** Maximum bytes of unfinished messages (32 MiB), so that large messages cannot exhaust the memory. */
const MAX_BYTES_TAKEN = 33_554_432;

/** Interval of heartbeats while a batch waits for room. */
const HEARTBEAT_MS = 1_000;

/** How long a rebalance (limit 60 s) or a stop (limit 10 s in all) waits for messages in flight. */
const DRAIN_LIMIT_MS = 5_000;
const LEAVE_LIMIT_MS = 3_000;

/**
 * Executes the commands of the commands topic: in order per workspace, concurrently across workspaces. An offset is committed
 * once the events are durable and the result or dead letter is produced, for its message and for all before it. While a store or
 * broker is down the consumer retries and commits nothing; only a message that is not a command becomes a dead letter.
 *
 * Batches are queued, so the next one is fetched while commands are executed. `mostTaken` and `MAX_BYTES_TAKEN` bound the queue.
 */
export class CommandConsumer {
  /** Resolves with the reason when this consumer cannot recover: the process should exit and be restarted. */
  readonly failed: Promise<Error>;

  readonly #abort = new AbortController();
  readonly #sender: OutcomeSender;
  readonly #executor: CommandExecutor;
  readonly #committer: OffsetCommitter;
  readonly #stall = new StallWatch();
  readonly #mostTaken: number;
  #fail!: (error: Error) => void;
  #failure: Error | undefined;
  #state: 'new' | 'joining' | 'running' | 'stopping' = 'new';
  #aliveAt = performance.now();
  #unread: string | undefined;
  #deadLetterBytes = 0;
  #taken = 0;
  #takenBytes = 0;
  #finished: (() => void) | undefined;

  constructor(private readonly parts: CommandConsumerParts) {
    const {
      producer,
      topics,
      consumer,
      door,
      source,
      observer,
      log,
      mostTaken = 2_000,
      mostExecuting = 256,
    } = parts;
    const { signal } = this.#abort;
    this.#mostTaken = mostTaken;
    this.#sender = new OutcomeSender(producer, topics, observer, log, signal, (batch) =>
      this.#produced(batch),
    );
    this.#executor = new CommandExecutor(
      door,
      source,
      this.#sender,
      observer,
      log,
      signal,
      mostExecuting,
      () => this.#deadLetterBytes,
    );
    this.#committer = new OffsetCommitter(consumer, observer, log);
    this.failed = new Promise((resolve) => {
      this.#fail = (error) => resolve((this.#failure ??= error));
    });
  }

  /** Joins the group and starts consuming. Resolves once the group is joined, however long the brokers are unreachable. */
  async start(): Promise<void> {
    this.#state = 'joining';
    const { consumer, observer, log, ready, watch } = this.parts;
    watch.onAnswer((partitions) => this.#observeLag(partitions));
    try {
      this.#deadLetterBytes = (await ready).deadLetters;
      if (this.#isStopping()) return;
      await consumer.start({
        batch: (batch) => this.#takeIn(batch),
        alive: () => {
          this.#aliveAt = performance.now();
        },
        passedBy: (at, lastOffset) => {
          const progress = this.#committer.progressOf(at);
          progress.finish(progress.take(lastOffset));
        },
        assigned: (partitions) => {
          this.#aliveAt = performance.now();
          if (this.#state === 'joining') this.#state = 'running';
          this.#committer.assigned(partitions);
          this.#taken = this.#takenBytes = 0;
          observer.assigned(partitions);
          const names = partitions.map(({ topic, partition }) => `${topic}/${partition}`);
          log.info({ partitions: names.join(', ') }, 'joined the group of command consumers');
        },
        crashed: (error) => this.#fail(error),
      });
      this.#committer.start();
    } catch (thrown) {
      this.#fail(asError(thrown));
      throw thrown;
    }
  }

  /** Stops fetching, finishes and commits messages in flight, and leaves the group. Unfinished messages are delivered again. */
  async stop(): Promise<void> {
    const hadStarted = this.#state === 'running';
    this.#state = 'stopping';
    if (hadStarted) {
      this.parts.consumer.pause();
      await this.#drain();
    }
    this.#committer.stop();
    this.#committer.abandon();
    this.#abort.abort();
    const left = this.parts.consumer.stop();
    left.catch((error: unknown) => this.parts.log.debug({ err: error }, 'the group was not left in order'));
    await within(LEAVE_LIMIT_MS, left);
  }

  health(): KafkaHealth {
    if (this.#failure) return down(`the command consumer failed: ${this.#failure.message}`);
    if (this.#state === 'stopping') return down('the command consumer is stopping');
    const trouble = this.parts.preparing() ?? this.parts.watch.trouble ?? this.#trouble();
    if (trouble !== undefined) return down(trouble);
    if (this.#state !== 'running') return down('the command consumer has not joined its group yet');
    if (this.#unread !== undefined) return down(this.#unread);
    const stalledMs = this.#stall.stalledMs(performance.now());
    return stalledMs > STALL_LIMIT_MS
      ? down(`commands are waiting, and none was finished for ${Math.round(stalledMs / 1_000)} s`)
      : UP;
  }

  /** Why no progress is expected now (topics, door, producer or brokers); undefined when nothing is known to be wrong. */
  #trouble(): string | undefined {
    if (this.#executor.trouble) return `commands cannot be executed: ${this.#executor.trouble.message}`;
    if (this.#sender.trouble) return `results cannot be produced: ${this.#sender.trouble.message}`;
    const silentMs = performance.now() - this.#aliveAt;
    if (this.#state === 'running' && silentMs > 2 * SILENCE_LIMIT_MS)
      return `no answer from the group's coordinator for ${Math.round(silentMs / 1_000)} s`;
    return undefined;
  }

  #observeLag(partitions: readonly PartitionLag[]): void {
    const { lag, unread } = summarizeLag(partitions, (at) => this.#committer.has(at));
    this.#unread = unread;
    this.parts.observer.consumerLag(Number(lag));
    const now = performance.now();
    const inTrouble = this.#state !== 'running' || this.#trouble() !== undefined;
    this.#stall.observe(now, { lag, progressAt: this.#committer.committedAt, inTrouble });
    if (this.#stall.stalledMs(now) > STALL_FATAL_MS)
      this.#fail(new Error(`${lag} commands are waiting, and nothing known is in their way`));
  }

  async #takeIn(batch: RecordBatch): Promise<void> {
    const progress = this.#committer.progressOf(batch);
    const { records } = batch;
    for (let at = 0; at < records.length; at += SLICE) {
      await this.#room(batch);
      if (!batch.isCurrent() || this.#isStopping()) return;
      const slice = records.slice(at, at + SLICE);
      const arrivedAt = performance.now();
      for (const record of slice) this.#take(batch, record, progress, arrivedAt);
      batch.tookIn(slice.at(-1)!.offset);
      if (at + SLICE < records.length) await new Promise((resolve) => setImmediate(resolve));
    }
    await this.#heartbeat(batch);
  }

  #take(batch: RecordBatch, received: ReceivedRecord, progress: PartitionProgress, arrivedAt: number): void {
    const isLast = received === batch.records.at(-1);
    const { source, tracing } = this.parts;
    const offset = received.unreadBatch?.firstOffset ?? received.offset;
    const place = { topic: batch.topic, partition: batch.partition, offset };
    const taken = progress.take(isLast ? batch.lastOffset : received.offset);
    const message: TakenMessage = { received, place, progress, taken, arrivedAt };
    this.#taken += 1;
    this.#takenBytes += received.value?.length ?? 0;
    const wire = readMessage(received, place, this.parts);
    const isCommand = !(wire instanceof MalformedCommandError);
    if (tracing) message.trace = tracing.taken(received, place, isCommand ? wire : undefined);
    if (isCommand) return this.#executor.add({ ...message, wire });
    this.#sender.add({
      message,
      outcome: 'malformed',
      result: malformedRecord(wire, received, place, source),
      deadLetter: deadLetterRecord(received, place, wire, this.#deadLetterBytes),
    });
  }

  #produced(batch: readonly Finished[]): void {
    const now = performance.now();
    for (const { message, outcome } of batch) {
      message.trace?.finished(outcome);
      if (message.progress.abandoned) continue;
      message.progress.finish(message.taken);
      this.#taken -= 1;
      this.#takenBytes -= message.received.value?.length ?? 0;
      this.parts.observer.commandHandled(outcome, now - message.arrivedAt);
    }
    this.#finished?.();
  }

  /** Waits until there is room for more messages, sending heartbeats meanwhile. */
  async #room(batch: RecordBatch): Promise<void> {
    while (this.#isFull() && !this.#isStopping() && batch.isCurrent()) {
      await within(HEARTBEAT_MS, this.#someFinished());
      await this.#heartbeat(batch);
    }
  }

  #isStopping(): boolean {
    return this.#state === 'stopping';
  }

  #isFull(): boolean {
    return this.#taken >= this.#mostTaken || this.#takenBytes >= MAX_BYTES_TAKEN;
  }

  #someFinished(): Promise<void> {
    return new Promise((resolve) => {
      this.#finished = resolve;
    });
  }

  /** On a rebalance, finishes and commits messages in flight first, so that fewer are delivered again. */
  async #heartbeat(batch: RecordBatch): Promise<void> {
    try {
      await batch.heartbeat();
    } catch (error) {
      await this.#drain();
      throw error;
    }
  }

  /** Finishes messages in flight within `DRAIN_LIMIT_MS` and commits them. */
  async #drain(): Promise<void> {
    const deadline = performance.now() + DRAIN_LIMIT_MS;
    while (this.#taken > 0 && performance.now() < deadline) await within(HEARTBEAT_MS, this.#someFinished());
    await within(Math.max(deadline - performance.now(), HEARTBEAT_MS), this.#committer.commit());
  }
}
