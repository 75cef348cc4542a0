import type { KafkaConfig } from '#config';
import { topicNames } from '#config';
import { StoreUnavailableError } from '#event-store';
import { describeWith } from '../../test/engines/engines.js';
import { connectKafkajs } from './kafkajs/connection.js';
import { KafkajsTopicAdmin } from './kafkajs/topic-admin.js';
import { lagProbe } from './lag-probe.js';
import { silentLog } from './log.js';
import { FakeDoor } from './spec/fake-door.js';
import {
  eventually,
  runConsumer,
  stopConsumers,
  STRUCTURED,
  structuredCommand,
  testConfig,
} from './spec/kafka-fixture.js';
import { kcatProduce, kcatRead, kcatReadAll } from './spec/kcat.js';

/** So many commands for each workspace, taking turns, their ids telling their order. */
const inTurns = (workspaces: number, each: number): string[] =>
  Array.from({ length: workspaces * each }, (_, n) =>
    structuredCommand({ id: `c-${Math.floor(n / workspaces)}`, workspaceId: `w-${n % workspaces}` }),
  );

/** What the group has not committed. */
async function lag(config: KafkaConfig): Promise<bigint> {
  const admin = new KafkajsTopicAdmin(connectKafkajs(config, silentLog));
  const probe = lagProbe(admin, [topicNames(config).commands], config.groupId);
  try {
    return (await probe.lag()).reduce((sum, { lag }) => sum + lag, 0n);
  } finally {
    await probe.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

const inOrder = (door: FakeDoor, workspaceId: string): string[] =>
  door.executed
    .filter(({ command }) => command.data.workspaceId === workspaceId)
    .map(({ commandId }) => commandId);

describeWith(['kafka', 'kcat'], 'delivery to the door', () => {
  afterEach(stopConsumers);

  it('keeps the order of each workspace, also under foreign keys, and works on many at a time', async () => {
    const config = await testConfig({ partitions: 1 });
    const [brokers, topics] = [config.brokers.join(','), topicNames(config)];
    const door = new FakeDoor();
    door.delayMs = 20;
    const running = await runConsumer(config, door);
    await kcatProduce(brokers, topics.commands, inTurns(50, 20), { key: 'the-same', headers: [STRUCTURED] });
    await kcatRead(brokers, topics.results, 1_000);
    expect(door.mostAtOnce).toBeGreaterThan(10);
    const expected = Array.from({ length: 20 }, (_, n) => `c-${n}`);
    for (let n = 0; n < 50; n++) expect(inOrder(door, `w-${n}`)).toEqual(expected);
    await running.stop();
    expect(await lag(config)).toBe(0n);
  });

  it('gives a command that is delivered again the same result, by the same id', async () => {
    const config = await testConfig();
    const [brokers, topics] = [config.brokers.join(','), topicNames(config)];
    const door = new FakeDoor();
    const running = await runConsumer(config, door);
    const command = structuredCommand({ id: 'c-1' });
    await kcatProduce(brokers, topics.commands, [command, command, command], { headers: [STRUCTURED] });
    const [first, ...again] = await kcatRead(brokers, topics.results, 3);
    expect(door.executed).toHaveLength(1);
    for (const { headers, payload, key } of again)
      expect({ headers, key, result: JSON.parse(payload ?? '') }).toEqual({
        headers: first?.headers,
        key: first?.key,
        result: { ...JSON.parse(first?.payload ?? ''), repeated: true },
      });
    await running.stop();
  });

  it('holds everything while the store is away, says so, and goes on by itself', async () => {
    const config = await testConfig({ partitions: 1 });
    const [brokers, topics] = [config.brokers.join(','), topicNames(config)];
    const door = new FakeDoor();
    door.failing = new StoreUnavailableError('the disk is full');
    const running = await runConsumer(config, door);
    await kcatProduce(brokers, topics.commands, inTurns(3, 2), { headers: [STRUCTURED] });
    await eventually(() =>
      expect(running.consumer.health()).toEqual({
        status: 'down',
        reason: 'commands cannot be executed: the event store is unavailable: the disk is full',
      }),
    );
    await eventually(() => expect(door.calls).toBeGreaterThan(6));
    expect(await kcatReadAll(brokers, topics.results)).toEqual([]);
    expect(await lag(config)).toBe(6n);
    door.failing = undefined;
    await kcatRead(brokers, topics.results, 6);
    await eventually(() => expect(running.consumer.health()).toEqual({ status: 'up' }));
    for (let n = 0; n < 3; n++) expect(inOrder(door, `w-${n}`)).toEqual(['c-0', 'c-1']);
    expect(await kcatReadAll(brokers, topics.deadLetters)).toEqual([]);
    await running.stop();
  });

  it('stops with commands in hand, and the next one finishes what was left and stops at once', async () => {
    const config = await testConfig();
    const [brokers, topics] = [config.brokers.join(','), topicNames(config)];
    const door = new FakeDoor();
    door.failing = new StoreUnavailableError('not now');
    const first = await runConsumer(config, door);
    await kcatProduce(brokers, topics.commands, inTurns(5, 20), { headers: [STRUCTURED] });
    await eventually(() => expect(door.calls).toBeGreaterThan(0));
    // Undrained after 5 s they are left to the next one; whoever waited for the store would wait for ever.
    const drainingMs = await timed(() => first.stop());
    expect(await lag(config)).toBe(100n);
    door.failing = undefined;
    const second = await runConsumer(config, door);
    await kcatRead(brokers, topics.results, 100);
    expect(await timed(() => second.stop())).toBeLessThan(drainingMs);
    expect(await lag(config)).toBe(0n);
    expect(door.executed).toHaveLength(100);
  });

  it('shares the partitions with a second consumer, and takes them back, losing nothing', async () => {
    const config = await testConfig({ partitions: 4 });
    const [brokers, topics] = [config.brokers.join(','), topicNames(config)];
    // One store behind both: what is executed twice on the way is recorded once.
    const door = new FakeDoor();
    door.delayMs = 2;
    const assigned = { first: 0, second: 0 };
    const first = await runConsumer(config, door, {
      assigned: ({ length }) => void (assigned.first = length),
    });
    const produce = (from: number): Promise<void>[] =>
      Array.from({ length: 4 }, (_, partition) =>
        kcatProduce(
          brokers,
          topics.commands,
          Array.from({ length: 100 }, (_, n) =>
            structuredCommand({ id: `c-${from + n}`, workspaceId: `w-${partition}` }),
          ),
          { headers: [STRUCTURED], partition },
        ),
      );
    const producing = produce(0);
    const second = await runConsumer(config, door, {
      assigned: ({ length }) => void (assigned.second = length),
    });
    await eventually(() => expect(assigned).toEqual({ first: 2, second: 2 }));
    await Promise.all([...producing, ...produce(100)]);
    await second.stop();
    await eventually(() => expect(assigned.first).toBe(4));
    await Promise.all(produce(200));
    await eventually(() => expect(door.executed).toHaveLength(1_200));
    await eventually(async () => expect(await lag(config)).toBe(0n));
    await first.stop();
    for (let partition = 0; partition < 4; partition++) {
      const order = inOrder(door, `w-${partition}`);
      expect(order.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, n) => `c-${n}`));
      expect(order.slice(200)).toEqual(Array.from({ length: 100 }, (_, n) => `c-${200 + n}`));
    }
    const answered = new Set(
      (await kcatReadAll(brokers, topics.results)).map(({ headers }) => headers['ce_id']),
    );
    expect(answered.size).toBe(1_200);
  });
});
