import { topicNames, version } from '#config';
import { MAX_MESSAGE_BYTES } from '../commands.js';
import type { Schema } from '../schema.js';
import {
  checkpointMessages,
  commandMessages,
  deadLetterMessages,
  eventMessages,
  resultMessages,
} from './messages.js';
import { schemasOf } from './schemas.js';

const topics = topicNames({ topicPrefix: '' });

const carrying = (messages: Readonly<Record<string, Schema>>): Schema => ({
  messages: Object.fromEntries(
    Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
  ),
});

const channels = {
  commands: {
    address: topics.commands,
    title: 'Commands',
    description:
      'Each message is one command, in either mode: the content type `application/cloudevents+json` says structured, `ce_` headers ' +
      'say binary. Header names count in any case. At most 64 KiB. The id of the CloudEvent is the command’s id: sent again, a ' +
      'command has no second effect and the same answer, so use a UUID and send again when in doubt. The key orders and is not ' +
      'trusted: with the workspace’s id as key, its commands are executed in the order they were sent. `KAFKA_COMMAND_TOPICS` names ' +
      'more topics of the same messages, each of which takes the types named for it alone; another type there is malformed.',
    'x-max-message-bytes': MAX_MESSAGE_BYTES,
    ...carrying(commandMessages),
  },
  results: {
    address: topics.results,
    title: 'Results of commands',
    description:
      'One for each command that came by Kafka, at least once. `ce_id` is `<workspaceId>/<commandId>` for an outcome that is in the ' +
      'log, equal however often the command came, and `<topic>/<partition>/<offset>` of the message otherwise.',
    ...carrying(resultMessages),
  },
  events: {
    address: topics.events,
    title: 'Events',
    description:
      'Every event of the log, whatever way its command came; at least once. The key is the workspace, and its events come in the ' +
      'order of `ce_revision`, of which none is skipped. After a crash some come again, with the same id and revision: drop those ' +
      'whose revision you have.',
    ...carrying(eventMessages),
  },
  checkpoints: {
    address: topics.checkpoints,
    title: 'Signed checkpoints of the log',
    description:
      'One every `CHECKPOINT_SECONDS` while there is anything new, and at shutdown; at least once, in order, each of more events than ' +
      'the one before. The service compares the newest with its log at every start. The topic is made with retention without end.',
    ...carrying(checkpointMessages),
  },
  deadLetters: {
    address: topics.deadLetters,
    title: 'Messages that are no commands',
    description:
      'The message as it came: its key, its bytes, its headers, and why and whence in more headers. Its result is `malformed`, or ' +
      '`denied` with `LOG_DAMAGED` or `STORE_REFUSED`. Between them, in the letter’s partition, what operators did about it: what has ' +
      'no `x-error-code` is that.',
    ...carrying(deadLetterMessages),
  },
};

const onChannel = (name: keyof typeof channels): Schema => ({ $ref: `#/channels/${name}` });

const operations = {
  executeCommand: {
    action: 'receive',
    channel: onChannel('commands'),
    summary: 'Executes a command and answers with its result.',
    bindings: {
      kafka: { groupId: { type: 'string', default: 'support-access-commands' }, bindingVersion: '0.5.0' },
    },
    reply: { channel: onChannel('results') },
  },
  publishEvent: { action: 'send', channel: onChannel('events'), summary: 'Publishes what happened.' },
  publishCheckpoint: {
    action: 'send',
    channel: onChannel('checkpoints'),
    summary: 'Publishes what the log was, signed.',
  },
  keepDeadLetter: {
    action: 'send',
    channel: onChannel('deadLetters'),
    summary: 'Keeps what is no command.',
  },
};

const securitySchemes = {
  plain: { type: 'plain', description: '`KAFKA_SASL_MECHANISM=plain`' },
  scramSha256: { type: 'scramSha256', description: '`KAFKA_SASL_MECHANISM=scram-sha-256`' },
  scramSha512: { type: 'scramSha512', description: '`KAFKA_SASL_MECHANISM=scram-sha-512`' },
};

const servers = {
  local: {
    host: 'localhost:9092',
    protocol: 'kafka',
    description: 'A broker without TLS or password, as `npm run kafka` and docker-compose.yml run it.',
  },
  secured: {
    host: 'broker.example:9093',
    protocol: 'kafka-secure',
    description: 'With `KAFKA_SSL=true`, and `KAFKA_SASL_MECHANISM` for one of these.',
    security: Object.keys(securitySchemes).map((name) => ({ $ref: `#/components/securitySchemes/${name}` })),
  },
};

/** The AsyncAPI 3 document: what goes over Kafka, by the same schemas as the OpenAPI document. */
export function asyncApiDocument(): Schema {
  const messages = {
    ...commandMessages,
    ...resultMessages,
    ...eventMessages,
    ...checkpointMessages,
    ...deadLetterMessages,
  };
  return {
    asyncapi: '3.0.0',
    id: 'urn:support-access:kafka',
    info: {
      title: 'Support Access over Kafka',
      version: version(),
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      description:
        'Commands in; results, events, checkpoints and dead letters out. Everything that Support Access produces to results and\n' +
        'events is a CloudEvent 1.0 in binary mode; a command may come in either mode. [kafka.md](kafka.md) is the guide to this.\n\n' +
        'Topic names take a prefix from `KAFKA_TOPIC_PREFIX`; they are given here without one.\n',
    },
    defaultContentType: 'application/json',
    servers,
    channels,
    operations,
    components: { securitySchemes, messages, schemas: schemasOf(messages) },
  };
}
