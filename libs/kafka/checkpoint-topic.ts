import type { Kafka } from 'kafkajs';
import { OutgoingRecord } from './client.js';
import type { RecordProducer } from './client.js';
import { readTopic } from './read-topic.js';

export type CheckpointTopicParts = {
  /** For reading; one that gives up soon, since whoever asks asks again. */
  kafka: Kafka;
  producer: RecordProducer;
  topic: string;
  /** Resolves when the topic is there. */
  ready: Promise<unknown>;
};

/** So many of the last records of each partition are looked at first: the newest checkpoint of ours is nearly always there. */
const TAIL_RECORDS = 64n;

/** Where signed checkpoints lie out of the reach of whoever can change the store: notes as text, keyed by their origin. */
export class CheckpointTopic {
  constructor(private readonly parts: CheckpointTopicParts) {}

  get name(): string {
    return this.parts.topic;
  }

  /**
   * Called at start: the newest notes of an origin, or all of them; several logs may share a topic.
   * @throws while the brokers do not answer
   */
  async newest(origin: string): Promise<string[]> {
    await this.parts.ready;
    const found = await this.#read(origin, { last: TAIL_RECORDS });
    return found.length > 0 ? found : this.#read(origin);
  }

  /** Resolves when every in-sync replica has them; after a failure some may be there. */
  async send(origin: string, notes: readonly string[]): Promise<void> {
    const { ready, producer, topic } = this.parts;
    await ready;
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    await producer.send([
      { topic, messages: notes.map((note) => new OutgoingRecord(origin, note, headers)) },
    ]);
  }

  async #read(origin: string, stretch: { last?: bigint } = {}): Promise<string[]> {
    const notes: string[] = [];
    const { kafka, topic } = this.parts;
    await readTopic(
      kafka,
      topic,
      ({ key, value }) => {
        if (key?.toString() === origin && value !== null) notes.push(value.toString());
      },
      stretch,
    );
    return notes;
  }
}
