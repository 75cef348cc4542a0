import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { version } from '#config';
import type { Schema } from '../../schema.js';
import { commandMessages, eventMessages } from './messages.js';
import { schemasOf } from './schemas.js';

type Schemas = Readonly<Record<string, Schema>>;

/** What is written by hand: all that only Kafka has. */
type KafkaPart = Schema & {
  info: Schema;
  channels: { commands: Schema; events: Schema } & Schemas;
  components: { messages: Schemas; schemas: Schemas } & Schema;
};

const KAFKA_PART = 'libs/contracts/spec/asyncapi/kafka.yaml';

/** The AsyncAPI 3 document: `kafka.yaml` with the commands, results and events of the code. */
export function asyncApiDocument(): Schema {
  const kafka = parse(readFileSync(KAFKA_PART, 'utf8')) as KafkaPart;
  const { info, channels, components } = kafka;
  const messages = { ...commandMessages, ...eventMessages, ...components.messages };
  return {
    ...kafka,
    info: { ...info, version: version() },
    channels: {
      ...channels,
      commands: { ...channels.commands, messages: refsTo(commandMessages) },
      events: { ...channels.events, messages: refsTo(eventMessages) },
    },
    components: { ...components, messages, schemas: schemasOf(messages, components.schemas) },
  };
}

const refsTo = (messages: Schemas): Schema =>
  Object.fromEntries(Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]));
