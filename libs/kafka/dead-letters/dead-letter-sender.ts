import kafkajs from 'kafkajs';
import type { Kafka, Message, Producer } from 'kafkajs';
import type { DeadLetter } from './dead-letter.js';
import type { Claim, ResolutionKind } from './resolution-record.js';
import { resolutionMessage } from './resolution-record.js';
import { retriedMessage } from './retried-message.js';

/** Topic names. `commands`: every topic that commands are read from. */
export type DeadLetterTopics = { commands: readonly string[]; deadLetters: string };

export type ClaimedLetter = { letter: DeadLetter; claim: Claim };

/** Maximum bytes of one request; a request has one record batch per partition, which the topic limits. */
const MAX_BYTES = 262_144;
const MARK_BYTES = 2_048;

/** Writes resolution records, and sends messages again. */
export class DeadLetterSender {
  readonly #producer: Producer;
  #connected: Promise<void> | undefined;

  constructor(
    kafka: Kafka,
    private readonly topics: DeadLetterTopics,
  ) {
    // Uses the partition that a message names.
    this.#producer = kafka.producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
  }

  async mark(
    letters: readonly ClaimedLetter[],
    kind: ResolutionKind,
    resolution: { by: string; reason: string },
  ): Promise<void> {
    const messages = letters.map(({ letter, claim }) => resolutionMessage(letter, claim, kind, resolution));
    await this.#send(this.topics.deadLetters, messages);
  }

  /** Sends each message to the topic it came from: another topic may accept types that its producer must not send. */
  async sendAgain(letters: readonly ClaimedLetter[]): Promise<void> {
    for (const topic of this.topics.commands) {
      const ofTopic = letters.filter(({ letter }) => letter.source.topic === topic);
      const messages = ofTopic.map(({ letter, claim }) => retriedMessage(letter, claim));
      await this.#send(topic, messages);
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    // A connection that opens after a disconnect stays open.
    await this.#connected?.catch(() => undefined);
    await this.#producer.disconnect();
  }

  async #send(topic: string, messages: readonly Message[]): Promise<void> {
    if (messages.length > 0) await (this.#connected ??= this.#producer.connect());
    let request: Message[] = [];
    let bytes = 0;
    for (const message of messages) {
      const size = MARK_BYTES + (message.value?.length ?? 0);
      if (request.length > 0 && bytes + size > MAX_BYTES) {
        await this.#producer.send({ topic, acks: -1, messages: request });
        [request, bytes] = [[], 0];
      }
      request.push(message);
      bytes += size;
    }
    if (request.length > 0) await this.#producer.send({ topic, acks: -1, messages: request });
  }
}
