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

/** Where signed checkpoints lie out of the reach of whoever can change the store: notes as text, keyed by their origin. */
export class CheckpointTopic {
  constructor(private readonly parts: CheckpointTopicParts) {}

  get name(): string {
    return this.parts.topic;
  }

  /**
   * Called at start: visits the value of every record under the key of an origin, from the first to the last; several logs may
   * share a topic. All of it is read, because old notes that somebody sends again can hide the newest from who reads the end.
   * @throws while the brokers do not answer
   */
  async readAll(origin: string, visit: (record: string) => void): Promise<void> {
    await this.parts.ready;
    const { kafka, topic } = this.parts;
    await readTopic(kafka, topic, ({ key, value }) => {
      if (key?.toString() === origin) visit(value?.toString() ?? '');
    });
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
}
