import { commandAttributes, commandData } from '../../commands.js';
import { eventAttributes, eventData } from '../../events.js';
import { resultKinds, resultSchemas } from '../../results.js';
import type { Schema } from '../../schema.js';
import { ref, text } from '../../schema.js';
import { wireSchemas } from '../../wire-schemas.js';
import { draft7s, headersOf } from './draft7.js';

type Schemas = Readonly<Record<string, Schema>>;

/** What is narrower by Kafka than over HTTP, where there are sealed positions, ids of people's calls and instants as people write them. */
const narrowed = {
  AnyPosition: ref('Position'),
  Instant: {
    ...wireSchemas.Instant,
    pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`,
  },
  Position: { ...wireSchemas.Position, pattern: '^(0|[1-9][0-9]*)$' },
  Uuid: { ...wireSchemas.Uuid, format: 'uuid' },
};

const attributesOfCommands = {
  required: { ...commandAttributes.required, id: ref('CommandId') },
  optional: {
    ...commandAttributes.optional,
    traceparent: text('W3C Trace Context; what does not parse is ignored.'),
  },
};

/** Schemas that only this document has, of what the code describes. */
const ofMessages = {
  CommandCloudEvent: {
    description: 'Other extension attributes are allowed and not read.',
    type: 'object',
    required: [...Object.keys(attributesOfCommands.required), 'data'],
    additionalProperties: { type: ['string', 'number', 'boolean'] },
    propertyNames: { pattern: '^[a-z0-9]{1,64}$' },
    properties: {
      ...draft7s({ ...attributesOfCommands.required, ...attributesOfCommands.optional }),
      data: { type: 'object' },
    },
  },
  BinaryCommandHeaders: {
    description:
      'The attributes of the CloudEvent, each with `ce_` before its name. Other headers are not read, but for `traceparent`, which ' +
      'a service that is traced takes where the event has none.',
    ...headersOf(attributesOfCommands.required, attributesOfCommands.optional),
  },
  EventHeaders: {
    ...headersOf(eventAttributes.required, eventAttributes.optional),
    additionalProperties: false,
  },
  CommandResult: { oneOf: Object.keys(resultKinds).map(ref) },
};

const ofCode: Schemas = {
  ...draft7s({ ...wireSchemas, ...narrowed }),
  ...draft7s(commandData),
  ...draft7s({ ...resultSchemas, ...resultKinds }),
  ...draft7s(eventData),
  ...ofMessages,
};

/**
 * The schemas that messages refer to, directly or through each other.
 * @param ofKafka those that are written by hand, which count more than those of the code
 */
export function schemasOf(messages: unknown, ofKafka: Schemas): Schemas {
  const all = { ...ofCode, ...ofKafka };
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      visit(all[name]);
    }
  };
  visit(messages);
  return Object.fromEntries(Object.entries(all).filter(([name]) => found.has(name)));
}
