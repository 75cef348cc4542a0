import kafkajs from 'kafkajs';
import type { Admin, ITopicConfig } from 'kafkajs';
import type { KafkaConfig, TopicNames } from '#config';
import { topicNames } from '#config';
import { MAX_MESSAGE_BYTES } from '#contracts';
import { backOffMs, pause } from './back-off.js';
import { commandTopicsOf } from './command-topics.js';
import { TopicLimitError, TopicsMissingError } from './errors.js';
import type { Log } from './log.js';

const NOT_KNOWN_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

/** `max.message.bytes` by topic, the limit of a record batch and so of a record. Of several command topics, the largest limit. */
export type TopicLimits = Record<keyof TopicNames, number>;

/** Kafka's default, used where a broker does not report the limit. */
const DEFAULT_LIMIT_BYTES = 1_048_588;

/** The lowest limit accepted. An event or result is hardly larger than the largest command; a cut dead letter keeps 64 KiB of value, headers and key each. */
const LEAST_BYTES: Record<keyof TopicNames, number> = {
  commands: 0,
  results: 2 * MAX_MESSAGE_BYTES,
  events: 2 * MAX_MESSAGE_BYTES,
  checkpoints: 0,
  deadLetters: 4 * MAX_MESSAGE_BYTES,
};

/**
 * Creates missing topics and reads the size limits of all.
 * @throws TopicsMissingError, TopicLimitError
 */
export async function prepareTopics(admin: Admin, config: KafkaConfig, log: Log): Promise<TopicLimits> {
  const names = topicNames(config);
  const commandTopics = commandTopicsOf(config);
  await createMissing(admin, config, { names, commandTopics }, log);
  const limits = await limitsOf(admin, names, commandTopics, log);
  for (const key of Object.keys(LEAST_BYTES) as (keyof TopicNames)[])
    if (limits[key] < LEAST_BYTES[key]) throw new TopicLimitError(names[key], limits[key], LEAST_BYTES[key]);
  if (limits.commands < MAX_MESSAGE_BYTES)
    log.warn({ topic: names.commands, bytes: limits.commands }, 'the topic takes no command of 64 KiB');
  if (limits.deadLetters < deadLetterBytes(limits.commands))
    log.warn(
      { topic: names.deadLetters, bytes: limits.deadLetters, wanted: deadLetterBytes(limits.commands) },
      'large dead letters will be cut to their first 64 KiB: the topic takes too little',
    );
  return limits;
}

/** The largest dead letter: the message and the headers added to it. */
const deadLetterBytes = (commandBytes: number): number => 2 * commandBytes + 65_536;

async function createMissing(
  admin: Admin,
  config: KafkaConfig,
  { names, commandTopics }: { names: TopicNames; commandTopics: readonly string[] },
  log: Log,
): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const { commands: _, ...others } = names;
  const missing = [...commandTopics, ...Object.values(others)].filter((name) => !existing.has(name));
  if (missing.length === 0) return;
  if (!config.createTopics) throw new TopicsMissingError(missing);
  const create = async (
    topics: string[],
    configEntries: ITopicConfig['configEntries'] = [],
  ): Promise<void> => {
    const wanted = topics.filter((topic) => missing.includes(topic));
    if (wanted.length === 0) return;
    const layout = {
      numPartitions: config.partitions,
      replicationFactor: config.replication ?? -1,
      configEntries,
    };
    // Does nothing when another instance creates them at the same time.
    await admin.createTopics({
      topics: wanted.map((topic) => ({ topic, ...layout })),
      waitForLeaders: false,
    });
    await untilKnown(admin, wanted);
    log.info({ topics: wanted, partitions: config.partitions }, 'created topics');
  };
  await create([...commandTopics, names.results, names.events]);
  // Checkpoints prove what the log was, so they are kept without limit.
  await create([names.checkpoints], [{ name: 'retention.ms', value: '-1' }]);
  const commandBytes = await largestLimitOf(admin, commandTopics, log);
  await create(
    [names.deadLetters],
    [{ name: 'max.message.bytes', value: `${deadLetterBytes(commandBytes)}` }],
  );
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

async function limitsOf(
  admin: Admin,
  names: TopicNames,
  commandTopics: readonly string[],
  log: Log,
): Promise<TopicLimits> {
  const limits = Object.entries(names).map(async ([key, topic]) => [
    key,
    await largestLimitOf(admin, key === 'commands' ? commandTopics : [topic], log),
  ]);
  return Object.fromEntries(await Promise.all(limits)) as TopicLimits;
}

async function largestLimitOf(admin: Admin, topics: readonly string[], log: Log): Promise<number> {
  return Math.max(...(await Promise.all(topics.map((topic) => limitOf(admin, topic, log)))));
}

async function limitOf(admin: Admin, topic: string, log: Log): Promise<number> {
  try {
    const { resources } = await admin.describeConfigs({
      resources: [
        { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: ['max.message.bytes'] },
      ],
      includeSynonyms: false,
    });
    return Number(resources[0]?.configEntries[0]?.configValue ?? DEFAULT_LIMIT_BYTES);
  } catch (error) {
    log.warn({ err: error, topic }, `max.message.bytes is unknown; ${DEFAULT_LIMIT_BYTES} is assumed`);
    return DEFAULT_LIMIT_BYTES;
  }
}
