import kafkajs from 'kafkajs';
import type { Admin, Kafka } from 'kafkajs';
import { backOffMs, pause } from '../back-off.js';
import type { NewTopic, PartitionEnds, TopicAdmin } from '../client.js';

const NOT_KNOWN_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

/** Connects when first asked. */
export class KafkajsTopicAdmin implements TopicAdmin {
  readonly #admin: Admin;
  #connected: Promise<void> | undefined;
  readonly #inFlight = new Set<Promise<unknown>>();

  constructor(kafka: Kafka) {
    this.#admin = kafka.admin();
  }

  async topics(): Promise<ReadonlySet<string>> {
    return new Set(await this.#ask((admin) => admin.listTopics()));
  }

  create(topics: readonly NewTopic[]): Promise<void> {
    return this.#ask(async (admin) => {
      await admin.createTopics({
        topics: topics.map(({ topic, partitions, replication = -1, settings = {} }) => ({
          topic,
          numPartitions: partitions,
          replicationFactor: replication,
          configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
        })),
        waitForLeaders: false,
      });
      await untilKnown(
        admin,
        topics.map(({ topic }) => topic),
      );
    });
  }

  async maxMessageBytes(topic: string): Promise<number | undefined> {
    const { resources } = await this.#ask((admin) =>
      admin.describeConfigs({
        resources: [
          { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: ['max.message.bytes'] },
        ],
        includeSynonyms: false,
      }),
    );
    const told = resources[0]?.configEntries[0]?.configValue;
    return told === undefined ? undefined : Number(told);
  }

  ends(topic: string): Promise<readonly PartitionEnds[]> {
    return this.#ask(async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const ends = await admin.fetchTopicOffsets(topic);
      // kafkajs's admin client never asks again for the partitions of a topic, so another one has to be made.
      if ((topics[0]?.partitions.length ?? 0) > ends.length)
        throw new Error(`partitions were added to ${topic} since this client connected`);
      return ends.map(({ partition, low, high }) => ({ partition, first: BigInt(low), next: BigInt(high) }));
    });
  }

  async offsetsAt(topic: string, timestamp: number): Promise<ReadonlyMap<number, bigint>> {
    const offsets = await this.#ask((admin) => admin.fetchTopicOffsetsByTimestamp(topic, timestamp));
    return new Map(offsets.map(({ partition, offset }) => [partition, BigInt(offset)]));
  }

  async committed(
    groupId: string,
    topics: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, bigint>>> {
    const committed = await this.#ask((admin) => admin.fetchOffsets({ groupId, topics: [...topics] }));
    return new Map(
      committed.map(({ topic, partitions }) => [
        topic,
        // −1: nothing was committed yet.
        new Map(
          partitions
            .map(({ partition, offset }): [number, bigint] => [partition, BigInt(offset)])
            .filter(([, offset]) => offset >= 0n),
        ),
      ]),
    );
  }

  async readBy(groupId: string): Promise<ReadonlySet<string> | undefined> {
    const { groups } = await this.#ask((admin) => admin.describeGroups([groupId]));
    const [group] = groups;
    if (group?.state !== 'Stable') return undefined;
    const read = new Set<string>();
    for (const { memberAssignment } of group.members) {
      if (memberAssignment.length === 0) continue;
      const { assignment } = kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment) ?? {};
      for (const [topic, partitions] of Object.entries(assignment ?? {}))
        for (const partition of partitions) read.add(`${topic}/${partition}`);
    }
    return read;
  }

  async deleteGroup(groupId: string): Promise<void> {
    await this.#ask((admin) => admin.deleteGroups([groupId]));
  }

  async close(): Promise<void> {
    // A request in flight would connect again after a disconnect.
    await Promise.allSettled(this.#inFlight);
    await this.#connected?.catch(() => {});
    await this.#admin.disconnect();
  }

  #ask<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    this.#connected ??= this.#admin.connect().catch((error: unknown) => {
      this.#connected = undefined;
      throw error;
    });
    const answer = this.#connected.then(() => work(this.#admin));
    const settled = answer.then(
      () => void this.#inFlight.delete(settled),
      () => void this.#inFlight.delete(settled),
    );
    this.#inFlight.add(settled);
    return answer;
  }
}

/** Runs `work` with an admin client and disconnects it afterwards. */
export async function withAdmin<T>(kafka: Kafka, work: (admin: TopicAdmin) => Promise<T>): Promise<T> {
  const admin = new KafkajsTopicAdmin(kafka);
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/**
 * Waits until the brokers know the topics. Right after creation a broker may not, which kafkajs reports as an error even when it is
 * asked to wait for leaders, and so would the next subscriber.
 */
async function untilKnown(admin: Admin, topics: string[]): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    try {
      const { topics: known } = await admin.fetchTopicMetadata({ topics });
      const hasLeaders = ({ partitions }: (typeof known)[number]): boolean =>
        partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
      if (known.every(hasLeaders)) return;
    } catch (error) {
      const { type = '' } = error as { type?: string };
      if (!NOT_KNOWN_YET.has(type)) throw error;
    }
    await pause(backOffMs(attempts));
  }
}
