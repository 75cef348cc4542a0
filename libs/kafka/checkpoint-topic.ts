import type { Kafka } from 'kafkajs';
import { OutgoingRecord } from './client.js';
import type { RecordProducer } from './client.js';
import { readTopic } from './kafkajs/read-topic.js';

export type CheckpointTopicParts = {
  /** For reading. It has few retries, because callers retry themselves. */
  kafka: Kafka;
  producer: RecordProducer;
  topic: string;
  /** Resolves when the topic is there. */
  ready: Promise<unknown>;
};

/** Signed checkpoints kept where somebody with access to the store cannot change them: notes as text, keyed by origin. */
export class CheckpointTopic {
  constructor(private readonly parts: CheckpointTopicParts) {}

  get name(): string {
    return this.parts.topic;
  }

  /**
   * Called at start: visits the value of every record under the key of an origin, from the first to the last; several logs may
   * share a topic. The whole topic is read: old notes sent again could hide the newest one from a reader of the last records.
   * @throws while the brokers do not answer
   */
  async readAll(origin: string, visit: (record: string) => void): Promise<void> {
    await this.parts.ready;
    const { kafka, topic } = this.parts;
    await readTopic(kafka, topic, ({ key, value }) => {
      if (key?.toString() === origin) visit(value?.toString() ?? '');
    });
  }

  /** Resolves when every in-sync replica has the notes. After a failure some of them may be stored. */
  async send(origin: string, notes: readonly string[]): Promise<void> {
    const { ready, producer, topic } = this.parts;
    await ready;
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    await producer.send([
      { topic, messages: notes.map((note) => new OutgoingRecord(origin, note, headers)) },
    ]);
  }
}
