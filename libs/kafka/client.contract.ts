import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  NewTopic,
  ReceivedRecord,
  RecordBatch,
  RecordConsumer,
  RecordProducer,
  TopicAdmin,
  TopicPartition,
} from './client.js';
import { OutgoingRecord } from './client.js';
import { eventually } from './spec/kafka-fixture.js';

/** A client library behind the types of client.ts. Whatever it opens belongs to the suite, which closes it. */
export type ClientUnderTest = {
  admin(): TopicAdmin;
  producer(): RecordProducer;
  consumer(settings: { groupId: string; topics: readonly string[] }): RecordConsumer;
};

/** Where Java's clients put `workspace-0` to `workspace-3`, of twelve partitions. */
const PARTITIONS_OF_FOUR = [9, 2, 2, 1];

type Seen = TopicPartition & Pick<ReceivedRecord, 'offset' | 'key' | 'value' | 'headers'>;

/** What a member took in, each once since what is not committed may come again, and what it was told. */
class Member {
  readonly seen: Seen[] = [];
  readonly #places = new Set<string>();
  assigned: readonly TopicPartition[] | undefined;
  alive = 0;
  readonly crashes: Error[] = [];

  constructor(readonly consumer: RecordConsumer) {}

  start(): Promise<void> {
    return this.consumer.start({
      batch: (batch) => this.#take(batch),
      assigned: (partitions) => (this.assigned = partitions),
      passedBy: () => undefined,
      alive: () => (this.alive += 1),
      crashed: (error) => void this.crashes.push(error),
    });
  }

  async #take(batch: RecordBatch): Promise<void> {
    for (const { offset, key, value, headers } of batch.records) {
      if (!batch.isCurrent()) return;
      batch.tookIn(offset);
      const { topic, partition } = batch;
      const place = `${topic}/${partition}/${offset}`;
      if (this.#places.has(place)) continue;
      this.#places.add(place);
      this.seen.push({ topic, partition, offset, key, value, headers });
    }
    await batch.heartbeat();
  }

  values(partition?: number): string[] {
    const of = this.seen.filter((each) => partition === undefined || each.partition === partition);
    return of.map(({ value }) => value?.toString() ?? '');
  }
}

const record = (key: string | null, value: string | null, headers = {}): OutgoingRecord =>
  new OutgoingRecord(key, value, headers);

/** What libs/kafka relies on, of any client: it passes on a real broker, or the client does not do. */
export function describeClient(name: string, make: () => Promise<ClientUnderTest>): void {
  describe(`${name} as the client of Kafka`, () => {
    let client: ClientUnderTest;
    let admin: TopicAdmin;
    let producer: RecordProducer;
    const members: Member[] = [];

    beforeAll(async () => {
      client = await make();
      admin = client.admin();
      producer = client.producer();
    });
    afterEach(() => Promise.all(members.splice(0).map(({ consumer }) => consumer.stop())));
    afterAll(async () => {
      await producer?.close();
      await admin?.close();
    });

    const create = async (partitions: number, settings: NewTopic['settings'] = {}): Promise<string> => {
      const topic = `contract-${randomUUID()}`;
      await admin.create([{ topic, partitions, settings }]);
      return topic;
    };
    const join = async (groupId: string, ...topics: string[]): Promise<Member> => {
      const member = new Member(client.consumer({ groupId, topics }));
      members.push(member);
      await member.start();
      return member;
    };
    const send = (topic: string, ...records: OutgoingRecord[]): Promise<void> =>
      producer.send([{ topic, messages: records }]);
    const groupOf = (topic: string): string => `${topic}-group`;
    const seen = (member: Member, count: number): Promise<void> =>
      eventually(() => expect(member.seen).toHaveLength(count));

    describe('topics', () => {
      it('are made with their settings, known at once, and left alone when they are there', async () => {
        const topic = await create(3, { 'max.message.bytes': '70000' });
        expect(await admin.topics()).toContain(topic);
        expect(await admin.maxMessageBytes(topic)).toBe(70_000);
        const again = { topic, partitions: 5, settings: { 'max.message.bytes': '80000' } };
        await admin.create([again]);
        expect(await admin.maxMessageBytes(topic)).toBe(70_000);
        expect(await admin.ends(topic)).toHaveLength(3);
      });

      it('may be made by several at once', async () => {
        const topic = `contract-${randomUUID()}`;
        const others = [client.admin(), client.admin()];
        await Promise.all([admin, ...others].map((each) => each.create([{ topic, partitions: 2 }])));
        await Promise.all(others.map((each) => each.close()));
        expect(await admin.ends(topic)).toHaveLength(2);
      });

      it('have their ends, and the first offset of a time', async () => {
        const topic = await create(1);
        expect(await admin.ends(topic)).toEqual([{ partition: 0, first: 0n, next: 0n }]);
        await send(topic, record('a', '1'), record('a', '2'));
        expect(await admin.ends(topic)).toEqual([{ partition: 0, first: 0n, next: 2n }]);
        expect((await admin.offsetsAt(topic, 0)).get(0)).toBe(0n);
        expect((await admin.offsetsAt(topic, Date.now() + 3_600_000)).get(0)).toBe(2n);
      });
    });

    describe('records', () => {
      it('come back to the byte: keys, values, tombstones, and headers, also one that is there twice', async () => {
        const topic = await create(1);
        const bytes = Buffer.from([0, 255, 13, 10]);
        await send(
          topic,
          new OutgoingRecord('ключ', bytes, { one: 'ü', two: [bytes, 'b'] }),
          new OutgoingRecord(null, null, {}),
        );
        const member = await join(groupOf(topic), topic);
        await seen(member, 2);
        const [first, second] = member.seen as [Seen, Seen];
        expect(first.key).toEqual(Buffer.from('ключ'));
        expect(first.value).toEqual(bytes);
        expect(first.headers['one']).toEqual(Buffer.from('ü'));
        expect(first.headers['two']).toEqual([bytes, Buffer.from('b')]);
        expect([second.key, second.value, second.headers]).toEqual([null, null, {}]);
      });

      it('of one key are in one partition and in order, where the clients of others would put them', async () => {
        const topic = await create(12);
        const keys = Array.from({ length: 50 }, (_, n) => `workspace-${n}`);
        for (const round of ['1', '2', '3'])
          await send(topic, ...keys.map((key) => record(key, `${key} ${round}`)));
        const member = await join(groupOf(topic), topic);
        // A request that failed in part is sent again as a whole: a record may be there twice, and never out of order.
        await eventually(() => expect(new Set(member.values()).size).toBe(150));
        for (const key of keys) {
          const of = member.seen.filter((each) => each.key?.toString() === key);
          expect(new Set(of.map(({ partition }) => partition)).size).toBe(1);
          expect([...new Set(of.map(({ value }) => value?.toString()))]).toEqual(
            ['1', '2', '3'].map((n) => `${key} ${n}`),
          );
        }
        const partitionOf = (key: string) =>
          member.seen.find((each) => each.key?.toString() === key)?.partition;
        expect(keys.slice(0, 4).map(partitionOf)).toEqual(PARTITIONS_OF_FOUR);
      });

      it('go to several topics in one request', async () => {
        const [one, two] = [await create(1), await create(1)];
        await producer.send([
          { topic: one, messages: [record('a', '1')] },
          { topic: two, messages: [record('a', '2'), record('b', '3')] },
        ]);
        expect((await admin.ends(one))[0]?.next).toBe(1n);
        expect((await admin.ends(two))[0]?.next).toBe(2n);
      });

      it('that are too large are refused, and the next are not', async () => {
        const topic = await create(1, { 'max.message.bytes': '2000' });
        await expect(send(topic, record('a', 'x'.repeat(5_000)))).rejects.toBeInstanceOf(Error);
        await send(topic, record('a', 'small'));
        expect((await admin.ends(topic))[0]?.next).toBe(1n);
      });
    });

    describe('a group', () => {
      it('that is new begins with the oldest record', async () => {
        const topic = await create(2);
        await send(topic, record('a', '1'), record('b', '2'));
        const member = await join(groupOf(topic), topic);
        await seen(member, 2);
        expect(member.assigned).toHaveLength(2);
        await eventually(() => expect(member.alive).toBeGreaterThan(0));
        expect(await admin.readBy(groupOf(topic))).toEqual(new Set([`${topic}/0`, `${topic}/1`]));
      });

      it('goes on behind what it committed, and gets again what it did not', async () => {
        const topic = await create(1);
        await send(topic, record('a', '1'), record('a', '2'), record('a', '3'));
        const first = await join(groupOf(topic), topic);
        await seen(first, 3);
        expect((await admin.committed(groupOf(topic), [topic])).get(topic)?.get(0)).toBeUndefined();
        await first.consumer.commit([{ topic, partition: 0, offset: 2n }]);
        expect((await admin.committed(groupOf(topic), [topic])).get(topic)?.get(0)).toBe(2n);
        await first.consumer.stop();
        await first.consumer.stop();
        const second = await join(groupOf(topic), topic);
        await seen(second, 1);
        expect(second.values()).toEqual(['3']);
      });

      it('shares its partitions, and the rest takes over who leaves', async () => {
        const topic = await create(4);
        const one = await join(groupOf(topic), topic);
        const two = await join(groupOf(topic), topic);
        await eventually(() => expect([one.assigned?.length, two.assigned?.length]).toEqual([2, 2]));
        await two.consumer.stop();
        await eventually(() => expect(one.assigned).toHaveLength(4));
        for (let n = 0; n < 20; n++) await send(topic, record(`k-${n}`, `${n}`));
        await eventually(() => expect(new Set(one.values()).size).toBe(20));
        expect(one.crashes).toEqual([]);
      });

      it('that pauses fetches no more and keeps its place in the group', async () => {
        const topic = await create(1);
        const member = await join(groupOf(topic), topic);
        await send(topic, record('a', '1'));
        await seen(member, 1);
        member.consumer.pause();
        await send(topic, record('a', '2'));
        const before = member.alive;
        await eventually(() => expect(member.alive).toBeGreaterThan(before + 1));
        expect(member.values()).toEqual(['1']);
        await member.consumer.commit([{ topic, partition: 0, offset: 1n }]);
        expect(await admin.readBy(groupOf(topic))).toEqual(new Set([`${topic}/0`]));
      });

      it('without members can be deleted, with what it committed', async () => {
        const topic = await create(1);
        await send(topic, record('a', '1'));
        const member = await join(groupOf(topic), topic);
        await seen(member, 1);
        await member.consumer.commit([{ topic, partition: 0, offset: 1n }]);
        await member.consumer.stop();
        await eventually(() => admin.deleteGroup(groupOf(topic)));
        expect((await admin.committed(groupOf(topic), [topic])).get(topic)?.get(0)).toBeUndefined();
      });
    });
  });
}
