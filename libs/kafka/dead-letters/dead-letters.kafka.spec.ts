import type { Kafka } from 'kafkajs';
import type { KafkaConfig, TopicNames } from '#config';
import { systemClock } from '#config';
import { describeWith } from '../../../test/engines/engines.js';
import { TopicWriter } from '../../../test/support/kafka-client.js';
import { connectKafkajs, FEW_RETRIES } from '../kafkajs/connection.js';
import { silentLog } from '../log.js';
import type { PlacedRecord } from '../kafkajs/read-topic.js';
import { readTopic } from '../kafkajs/read-topic.js';
import { FakeDoor } from '../spec/fake-door.js';
import { eventually, runConsumer, stopConsumers, testConfig } from '../spec/kafka-fixture.js';
import type { DeadLetter } from './dead-letter.js';
import { DeadLetterManager } from './dead-letter-manager.js';
import { DeadLetterSender } from './dead-letter-sender.js';
import type { LetterState } from './resolution-log.js';
import { newClaim } from './resolution-record.js';

const MESSAGES = [
  { key: 'acme', value: 'not a command', headers: { note: 'kept', 'x-topic': 'of its own' } },
  { key: null, value: Buffer.from([0xff, 0x00, 0xfe]), headers: { twice: ['one', 'two'] } },
  { key: Buffer.from([0x80]), value: null },
  ...Array.from({ length: 30 }, (_, i) => ({ key: `w-${i}`, value: `{"id": ${i}` })),
];
const OLGA = { by: 'olga', reason: 'the sender was mended' };

describeWith(['kafka'], 'the dead-letter desk', () => {
  let kafka: Kafka;
  let topics: TopicNames;
  let other: string;
  let config: KafkaConfig;
  const desks: DeadLetterManager[] = [];

  const deskTopics = () => ({ commands: [topics.commands, other], deadLetters: topics.deadLetters });
  const desk = (laterMs = 0): DeadLetterManager => {
    const opened = new DeadLetterManager(kafka, deskTopics(), { now: () => systemClock.now() + laterMs });
    desks.push(opened);
    return opened;
  };
  const allOf = async (topic: string): Promise<PlacedRecord[]> => {
    const records: PlacedRecord[] = [];
    await readTopic(kafka, topic, (record) => void records.push(record));
    return records;
  };
  const letters = async (): Promise<[DeadLetter, LetterState][]> => {
    const found: [DeadLetter, LetterState][] = [];
    await desk().read((letter, state) => void found.push([letter, state]));
    return found;
  };
  const places = async (): Promise<string[]> => (await letters()).map(([{ place }]) => place);

  beforeEach(async () => {
    config = await testConfig();
    other = `${config.topicPrefix}other`;
    config.commandTopics = new Map([[other, new Set(['UpdateWorkspace'] as const)]]);
    kafka = connectKafkajs(config, silentLog, { retry: FEW_RETRIES });
    const { kafka: parts, stop } = await runConsumer(config, new FakeDoor());
    topics = parts.topics;
    const writer = await TopicWriter.open(kafka, topics.commands);
    await writer.send(MESSAGES);
    await writer.close();
    await eventually(async () => {
      const { length } = await allOf(topics.deadLetters);
      if (length < MESSAGES.length) throw new Error(`${length} letters so far`);
    });
    await stop();
  });

  afterEach(async () => {
    await Promise.all(desks.splice(0).map((each) => each.close()));
    await stopConsumers();
  });

  it('shows every letter as it came, and what is wrong with it', async () => {
    const sent = await allOf(topics.commands);
    for (const [letter, state] of await letters()) {
      const { partition, offset, topic } = letter.source;
      const original = sent.find((each) => each.partition === partition && each.offset === offset);
      expect(state).toEqual({ kind: 'open' });
      expect(topic).toBe(topics.commands);
      expect(letter.code).toBe('MALFORMED');
      expect([letter.key, letter.value]).toEqual([original?.key, original?.value]);
    }
  });

  it('sends each again once, though two desks do it at a time and again later, and says who and why', async () => {
    const before = await allOf(topics.commands);
    const all = await places();
    const [first, second] = await Promise.all([
      desk().retry(all, OLGA),
      desk().retry(all, { by: 'otto', reason: 'the same' }),
    ]);
    const later = await desk().retry(all, OLGA);

    const retried = [...first, ...second].filter(({ outcome }) => outcome === 'retried');
    expect(retried.map(({ place }) => place).sort(inOrder)).toEqual(all.sort(inOrder));
    expect(later.every(({ outcome }) => outcome === 'refused')).toBe(true);
    const again = (await allOf(topics.commands)).filter(({ headers }) => headers['x-retry-of'] !== undefined);
    expect(again).toHaveLength(before.length);
    for (const original of before) {
      const copies = again.filter(
        ({ partition, key, value }) =>
          partition === original.partition && same(key, original.key) && same(value, original.value),
      );
      const { 'x-topic': _lost, ...headers } = original.headers;
      expect(copies.map((copy) => copy.headers)).toEqual([
        { ...headers, 'x-retry-of': expect.anything(), 'x-retry-claim': expect.anything() },
      ]);
    }
    for (const [{ place }, state] of await letters()) {
      const winner = first.find((each) => each.place === place)?.outcome === 'retried' ? 'olga' : 'otto';
      expect(state).toMatchObject({ kind: 'retried', mark: { by: winner, letter: place } });
    }
  });

  it('finishes what somebody claimed and left: sends what was not sent, and what was only records', async () => {
    const [[unsent], [sent], [rest]] = (await letters()) as [
      [DeadLetter, LetterState],
      [DeadLetter, LetterState],
      [DeadLetter, LetterState],
    ];
    const killed = new DeadLetterSender(kafka, deskTopics());
    const claims = [unsent, sent].map((letter) => ({ letter, claim: newClaim() }));
    await killed.mark(claims, 'claimed', { by: 'who was killed', reason: 'the same' });
    await killed.sendAgain(claims.slice(1));
    await killed.close();

    expect(await desk().retry([unsent.place, sent.place], OLGA)).toEqual(
      [unsent, sent].map(({ place }) => ({
        place,
        outcome: 'refused',
        why: expect.stringContaining('who was killed has been at it since'),
      })),
    );
    const settled = await desk(300_000).retry([unsent.place, sent.place, rest.place], OLGA);
    expect(settled).toHaveLength(3);
    expect(settled).toEqual(
      expect.arrayContaining([
        { place: unsent.place, outcome: 'retried' },
        { place: sent.place, outcome: 'sent-before', by: 'who was killed' },
        { place: rest.place, outcome: 'retried' },
      ]),
    );
    const again = (await allOf(topics.commands)).filter(({ headers }) => headers['x-retry-of'] !== undefined);
    const retryOf = again.map(({ headers }) => headers['x-retry-of']?.toString() ?? '');
    expect(retryOf.sort(inOrder)).toEqual([unsent, sent, rest].map(({ place }) => place).sort(inOrder));
  });

  // In the service's own topic a command would be executed that its sender must not send.
  it('sends a message to the topic that it came from', async () => {
    const writer = await TopicWriter.open(kafka, other);
    await writer.send([{ key: 'acme', value: 'of another topic' }]);
    await writer.close();
    const before = (await allOf(topics.commands)).length;
    const { stop } = await runConsumer(config, new FakeDoor());
    await eventually(async () => expect(await places()).toHaveLength(MESSAGES.length + 1));
    await stop();
    const [letter] = (await letters()).map(([each]) => each).filter(({ source }) => source.topic === other);
    expect(await desk().retry([letter!.place], OLGA)).toEqual([{ place: letter!.place, outcome: 'retried' }]);
    expect(await allOf(topics.commands)).toHaveLength(before);
    const again = (await allOf(other)).at(-1);
    expect(again?.value?.toString()).toBe('of another topic');
    expect(again?.headers['x-retry-of']?.toString()).toBe(letter!.place);
  });

  it('discards what nobody will mend, leaves it where it is, and refuses what is not there', async () => {
    const all = await places();
    const [one] = all as [string];
    expect(await desk().discard([one, '0/999'], OLGA)).toEqual([
      { place: one, outcome: 'discarded' },
      { place: '0/999', outcome: 'refused', why: 'there is no dead letter' },
    ]);
    expect(await desk().retry([one], OLGA)).toEqual([
      { place: one, outcome: 'refused', why: expect.stringMatching(/^olga discarded it at 20/) },
    ]);
    expect(await allOf(topics.commands)).toHaveLength(MESSAGES.length);
    expect((await places()).sort(inOrder)).toEqual(all.sort(inOrder));
  });
});

const inOrder = (a: string, b: string): number => a.localeCompare(b);
const same = (a: Buffer | null, b: Buffer | null): boolean =>
  a === b || (a !== null && b !== null && a.equals(b));
