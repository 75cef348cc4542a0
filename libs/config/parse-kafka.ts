import type { ExternalCommandType } from '#domain';
import type { KafkaConfig } from './config.js';
import type { Environment } from './environment.js';
import { parseSasl, parseTls, SECURITY_VARIABLES } from './parse-kafka-security.js';
import { topicNames } from './topic-names.js';

const NEED_BROKERS = [
  'KAFKA_CLIENT_ID',
  'KAFKA_GROUP_ID',
  'KAFKA_TOPIC_PREFIX',
  'KAFKA_COMMAND_TOPICS',
  'KAFKA_CREATE_TOPICS',
  'KAFKA_PARTITIONS',
  'KAFKA_REPLICATION',
  'KAFKA_RACK_ID',
  ...SECURITY_VARIABLES,
];
const NAME = /^[A-Za-z0-9._-]{1,200}$/;
const NAME_SHAPE = 'up to 200 letters, digits, dots, dashes and underscores';
const RACK = /^[!-~]{1,255}$/;
const RACK_SHAPE = 'what `broker.rack` is where this process runs';
const TOPIC = /^[A-Za-z0-9._-]{1,249}$/;
const TOPIC_SHAPE = 'up to 249 letters, digits, dots, dashes and underscores';
// The compiler asks for every type there is.
const COMMAND_TYPES = Object.keys({
  UpdateWorkspace: true,
  RequestSupportAccess: true,
  WithdrawSupportAccessRequest: true,
  DeclineSupportAccessRequest: true,
  GrantSupportAccess: true,
  ExtendSupportAccess: true,
  RecordSupportLogin: true,
  EndSupportSession: true,
  RevokeSupportAccess: true,
  CloseTicket: true,
} satisfies Record<ExternalCommandType, true>) as ExternalCommandType[];
const BROKER = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/;

/** @returns undefined without brokers; other Kafka settings are then refused as a mistake */
export function parseKafka(
  env: Environment,
  { production }: { production: boolean },
): KafkaConfig | undefined {
  const brokers = env.list('KAFKA_BROKERS');
  if (brokers === undefined) {
    // A malformed list of brokers is reported already.
    if (!env.has('KAFKA_BROKERS'))
      for (const name of NEED_BROKERS)
        if (env.has(name)) env.refuse(name, 'has no effect without KAFKA_BROKERS');
    return undefined;
  }
  if (!brokers.every((broker) => isBroker(broker)))
    env.refuse('KAFKA_BROKERS', 'must be a list of host:port');
  const replication = env.integer('KAFKA_REPLICATION', { min: 1, max: 32 });
  const tls = parseTls(env, production);
  const sasl = parseSasl(env);
  const rackId = env.matching('KAFKA_RACK_ID', RACK, RACK_SHAPE);
  const topicPrefix = env.matching('KAFKA_TOPIC_PREFIX', NAME, NAME_SHAPE) ?? '';
  // The group's name has the prefix: two installations in one group would get partitions of each other's topics.
  const commandTopics = parseCommandTopics(env, topicPrefix);
  const group = `${topicPrefix}support-access-commands`;
  return {
    brokers,
    clientId: env.matching('KAFKA_CLIENT_ID', NAME, NAME_SHAPE) ?? 'support-access',
    groupId: env.matching('KAFKA_GROUP_ID', NAME, NAME_SHAPE) ?? group,
    topicPrefix,
    ...(commandTopics && { commandTopics }),
    createTopics: env.flag('KAFKA_CREATE_TOPICS', true),
    partitions: env.integer('KAFKA_PARTITIONS', { min: 1, max: 10_000, fallback: 12 }),
    ...(replication !== undefined && { replication }),
    ...(rackId !== undefined && { rackId }),
    ...(tls && { tls }),
    ...(sasl && { sasl }),
  };
}

/** `billing.commands=UpdateWorkspace;desk.commands=RecordSupportLogin,RevokeSupportAccess` */
function parseCommandTopics(env: Environment, topicPrefix: string): KafkaConfig['commandTopics'] {
  const variable = 'KAFKA_COMMAND_TOPICS';
  const text = env.text(variable);
  if (text === undefined) return undefined;
  const own = new Set(Object.values(topicNames({ topicPrefix })));
  const topics = new Map<string, ReadonlySet<ExternalCommandType>>();
  for (const [index, item] of text.split(';').entries()) {
    const place = `item ${index + 1}`;
    const [topic, list, ...more] = item.split('=').map((part) => part.trim());
    if (!topic || list === undefined || more.length > 0)
      return env.refuse(variable, `must be topic=Type,Type;topic=Type, which its ${place} is not`);
    if (!TOPIC.test(topic) || topic === '.' || topic === '..')
      return env.refuse(variable, `names no topic in its ${place}: a topic is ${TOPIC_SHAPE}`);
    if (own.has(topic)) return env.refuse(variable, `names a topic of the service's own in its ${place}`);
    if (topics.has(topic)) return env.refuse(variable, `names a topic twice, again in its ${place}`);
    const types = list.split(',').map((type) => COMMAND_TYPES.find((each) => each === type.trim()));
    if (!types.every((type) => type !== undefined))
      return env.refuse(variable, `must name types of ${COMMAND_TYPES.join(', ')} in its ${place}`);
    topics.set(topic, new Set(types));
  }
  return topics;
}

function isBroker(text: string): boolean {
  const port = Number(BROKER.exec(text)?.[2] ?? 0);
  return port >= 1 && port <= 65_535;
}
