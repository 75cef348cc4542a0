import { describeWith } from '../../test/engines/engines.js';
import { removeMembers } from '../../test/support/group-members.js';
import { kafkaClient, TopicWriter } from '../../test/support/kafka-client.js';
import { FakeDoor } from './spec/fake-door.js';
import {
  eventually,
  runConsumer,
  stopConsumers,
  structuredCommand,
  testConfig,
} from './spec/kafka-fixture.js';

const PARTITIONS = 12;
/** More than a consumer takes in, and not more than one fetch brings: some partitions' have to wait for room. */
const COMMANDS = 3_600;
/** A drain takes 5 s. With one for each partition that waited it was more than 30 s until it was back. */
const DRAINS_MS = 15_000;

describeWith(['kafka'], 'a member that its group has forgotten', () => {
  afterEach(stopConsumers);

  it('is back soon, whatever its last fetch brought for how many partitions', async () => {
    const config = await testConfig({ partitions: PARTITIONS });
    const brokers = config.brokers.join(',');
    // The topics are made, and filled while nobody reads.
    const since = performance.now();
    const { kafka, stop } = await runConsumer(config, new FakeDoor());
    const joinMs = performance.now() - since;
    await stop();
    const client = kafkaClient(brokers);
    const admin = client.admin();
    await admin.connect();
    const writer = await TopicWriter.open(client, kafka.topics.commands);
    const headers = { 'content-type': 'application/cloudevents+json' };
    await writer.send(
      Array.from({ length: COMMANDS }, (_, n) => ({
        key: `w-${n}`,
        value: structuredCommand({ id: `c-${n}`, workspaceId: `w-${n}` }),
        headers,
      })),
    );
    await writer.close();

    // Nothing can be finished: a drain lasts as long as it may.
    const door = new FakeDoor();
    door.failing = new Error('away');
    let joined = 0;
    await runConsumer(config, door, { assigned: () => (joined += 1) });
    await eventually(() => expect(door.calls).toBeGreaterThan(256));
    await removeMembers(admin, brokers, config.groupId);
    await admin.disconnect();
    const removedAt = performance.now();
    await eventually(() => expect(joined).toBeGreaterThan(1), 100_000);
    expect(performance.now() - removedAt).toBeLessThan(DRAINS_MS + 3 * joinMs);
    door.failing = undefined;
    await eventually(() => expect(door.executed.length).toBe(COMMANDS), 60_000);
  });
});
