import type { KafkaConfig } from '#config';
import { topicNames } from '#config';
import { describeWith } from '../../test/engines/engines.js';
import { TopicLimitError, TopicsMissingError } from './errors.js';
import type { TopicAdmin } from './client.js';
import { connectKafkajs } from './kafkajs/connection.js';
import { KafkajsTopicAdmin } from './kafkajs/topic-admin.js';
import { silentLog } from './log.js';
import { prepareTopics } from './prepare-topics.js';
import { testConfig } from './spec/kafka-fixture.js';

describeWith(['kafka'], 'the topics at start', () => {
  let config: KafkaConfig;
  let admin: TopicAdmin;

  beforeEach(async () => {
    config = await testConfig({ partitions: 2 });
    admin = new KafkajsTopicAdmin(connectKafkajs(config, silentLog));
  });

  afterEach(() => admin.close());

  const create = (topic: string, maxMessageBytes: number): Promise<void> =>
    admin.create([{ topic, partitions: 1, settings: { 'max.message.bytes': `${maxMessageBytes}` } }]);

  it('are made, with room in the dead letters for what the commands may have', async () => {
    const limits = await prepareTopics(admin, config, silentLog);
    expect(limits.deadLetters).toBe(2 * limits.commands + 65_536);
    for (const topic of Object.values(topicNames(config))) expect(await admin.ends(topic)).toHaveLength(2);
    expect(await prepareTopics(admin, config, silentLog)).toEqual(limits);
  });

  it('may be made by several at once', async () => {
    await expect(
      Promise.all([1, 2, 3].map(() => prepareTopics(admin, config, silentLog))),
    ).resolves.toHaveLength(3);
  });

  it('are left as they are, and dead letters made to fit', async () => {
    const { commands } = topicNames(config);
    await create(commands, 2_000_000);
    expect(await prepareTopics(admin, config, silentLog)).toMatchObject({
      commands: 2_000_000,
      deadLetters: 4_065_536,
    });
  });

  it('must be there when they may not be made', async () => {
    const { commands, ...others } = topicNames(config);
    await create(commands, 1_048_588);
    const refused = prepareTopics(admin, { ...config, createTopics: false }, silentLog);
    await expect(refused).rejects.toThrow(TopicsMissingError);
    await expect(refused).rejects.toMatchObject({ topics: Object.values(others) });
  });

  it('must take what we may have to put into them', async () => {
    const { events } = topicNames(config);
    await create(events, 65_536);
    const refused = prepareTopics(admin, config, silentLog);
    await expect(refused).rejects.toThrow(TopicLimitError);
    await expect(refused).rejects.toMatchObject({ topic: events, actualBytes: 65_536, neededBytes: 131_072 });
  });
});
