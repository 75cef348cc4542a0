import type { KafkaConfig, TopicNames } from '#config';
import { topicNames } from '#config';
import { MAX_MESSAGE_BYTES } from '#contracts';
import type { NewTopic, TopicAdmin } from './client.js';
import { commandTopicsOf } from './command-topics.js';
import { TopicLimitError, TopicsMissingError } from './errors.js';
import type { Log } from './log.js';

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
export async function prepareTopics(admin: TopicAdmin, config: KafkaConfig, log: Log): Promise<TopicLimits> {
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
  admin: TopicAdmin,
  config: KafkaConfig,
  { names, commandTopics }: { names: TopicNames; commandTopics: readonly string[] },
  log: Log,
): Promise<void> {
  const existing = await admin.topics();
  const { commands: _, ...others } = names;
  const missing = [...commandTopics, ...Object.values(others)].filter((name) => !existing.has(name));
  if (missing.length === 0) return;
  if (!config.createTopics) throw new TopicsMissingError(missing);
  const create = async (topics: string[], settings: NewTopic['settings'] = {}): Promise<void> => {
    const wanted = topics.filter((topic) => missing.includes(topic));
    if (wanted.length === 0) return;
    const { partitions, replication } = config;
    await admin.create(wanted.map((topic) => ({ topic, partitions, replication, settings })));
    log.info({ topics: wanted, partitions }, 'created topics');
  };
  await create([...commandTopics, names.results, names.events]);
  // Checkpoints prove what the log was, so they are kept without limit.
  await create([names.checkpoints], { 'retention.ms': '-1' });
  const commandBytes = await largestLimitOf(admin, commandTopics, log);
  await create([names.deadLetters], { 'max.message.bytes': `${deadLetterBytes(commandBytes)}` });
}

async function limitsOf(
  admin: TopicAdmin,
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

async function largestLimitOf(admin: TopicAdmin, topics: readonly string[], log: Log): Promise<number> {
  return Math.max(...(await Promise.all(topics.map((topic) => limitOf(admin, topic, log)))));
}

async function limitOf(admin: TopicAdmin, topic: string, log: Log): Promise<number> {
  try {
    return (await admin.maxMessageBytes(topic)) ?? DEFAULT_LIMIT_BYTES;
  } catch (error) {
    log.warn({ err: error, topic }, `max.message.bytes is unknown; ${DEFAULT_LIMIT_BYTES} is assumed`);
    return DEFAULT_LIMIT_BYTES;
  }
}
