import { SAGA_ID_PREFIX } from '../cloud-event-attributes.js';
import { commandAttributes, commandData } from '../commands.js';
import { eventAttributes, eventData } from '../events.js';
import { RESULT_TYPE, resultKinds, resultSchemas } from '../results.js';
import type { Schema } from '../schema.js';
import { constant, oneWordOf, ref, text } from '../schema.js';
import { id, wireSchemas } from '../wire-schemas.js';
import { draft7, draft7s, headersOf } from './draft7.js';

const DECIMAL = '^(0|[1-9][0-9]*)$';

const described = (description: string, name: string): Schema => draft7({ ...ref(name), description });
const claim = (description: string): Schema => text(description, { format: 'uuid' });
const sentence = { type: 'string', minLength: 1, maxLength: 1_024 };

/** What is narrower by Kafka than over HTTP, where there are sealed positions, ids of people's calls and instants as people write them. */
const narrowed = {
  AnyPosition: ref('Position'),
  CommandId: {
    description: 'Unique in its workspace; `expire-` is for commands of the service itself.',
    allOf: [ref('Id'), { not: { pattern: `^${SAGA_ID_PREFIX}` } }],
  },
  Instant: {
    ...wireSchemas.Instant,
    pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`,
  },
  Position: { ...wireSchemas.Position, pattern: DECIMAL },
  Uuid: { ...wireSchemas.Uuid, format: 'uuid' },
};

const ofCommands = {
  StructuredHeaders: {
    type: 'object',
    required: ['content-type'],
    properties: {
      'content-type': { type: 'string', pattern: String.raw`^application/cloudevents\+json\s*(;.*)?$` },
    },
  },
  CommandCloudEvent: {
    description: 'Other extension attributes are allowed and not read.',
    type: 'object',
    required: [...Object.keys(commandAttributes.required), 'data'],
    additionalProperties: { type: ['string', 'number', 'boolean'] },
    propertyNames: { pattern: '^[a-z0-9]{1,64}$' },
    properties: {
      ...draft7s({ ...commandAttributes.required, ...commandAttributes.optional }),
      id: ref('CommandId'),
      data: { type: 'object' },
    },
  },
  BinaryCommandHeaders: {
    description:
      'The attributes of the CloudEvent, each with `ce_` before its name. Other headers are not read, but for `traceparent`, which ' +
      'a service that is traced takes where the event has none.',
    ...headersOf({ ...commandAttributes.required, id: ref('CommandId') }, commandAttributes.optional),
  },
};

const ofResults = {
  ResultHeaders: {
    ...headersOf(
      {
        specversion: constant('1.0'),
        id: text('', { minLength: 1 }),
        source: text('`EVIDENCE_ORIGIN`', { minLength: 1 }),
        type: constant(RESULT_TYPE),
        datacontenttype: constant('application/json'),
      },
      { subject: id('The workspace; absent when the message names none.') },
    ),
    additionalProperties: false,
  },
  CommandResult: { oneOf: Object.keys(resultKinds).map(ref) },
};

const ofEvents = {
  EventHeaders: {
    ...headersOf(eventAttributes.required, eventAttributes.optional),
    additionalProperties: false,
  },
};

const ofOtherTopics = {
  SignedNote: {
    description:
      'Origin, number of events and base64 of the root, a line each; a blank line; a line for each signature: an em dash, the name ' +
      'of the key, which is the origin, and base64 of its id (4 bytes) and the Ed25519 signature of the text above.',
    type: 'string',
    pattern: String.raw`^[^ +\n]+\n(0|[1-9][0-9]*)\n[A-Za-z0-9+/]{43}=\n\n(— [^ +\n]+ [A-Za-z0-9+/]+={0,2}\n)+$`,
  },
  DeadLetterMark: draft7({
    type: 'object',
    required: ['letter', 'claim', 'by', 'reason'],
    properties: {
      letter: text('`<partition>/<offset>` of the dead letter.', { pattern: '^[0-9]+/[0-9]+$' }),
      claim: claim('Which attempt it was; in `x-retry-claim` of the message that was sent again.'),
      supersedes: claim('The claim it took over from, which nobody had finished.'),
      by: sentence,
      reason: sentence,
    },
  }),
  DeadLetterHeaders: {
    description: 'Beside the headers that the message had.',
    type: 'object',
    required: ['x-error-code', 'x-error-message', 'x-topic', 'x-partition', 'x-offset'],
    properties: {
      'x-error-code': oneWordOf({
        MALFORMED: 'no command',
        LOG_DAMAGED: 'a command of a workspace whose log is damaged',
        STORE_REFUSED: 'a command that the log refuses for good',
      }),
      'x-error-message': sentence,
      'x-topic': text('Whence it came; with the next two, the `ce_id` of its result.'),
      'x-partition': ref('DecimalNumber'),
      'x-offset': ref('DecimalNumber'),
      'x-last-offset': described(
        'Of a whole batch that was too large to unpack: with `x-offset`, where it lies. Its messages are not here.',
        'DecimalNumber',
      ),
      'x-truncated': constant('true'),
      'x-length': described('Of the whole value.', 'DecimalNumber'),
      'x-sha256': text('Of the whole value.', { pattern: '^[0-9a-f]{64}$' }),
    },
    dependencies: {
      'x-truncated': ['x-length', 'x-sha256'],
      'x-length': ['x-truncated'],
      'x-sha256': ['x-truncated'],
    },
  },
};

const all: Readonly<Record<string, Schema>> = {
  ...draft7s({ ...wireSchemas, ...narrowed }),
  DecimalNumber: { type: 'string', pattern: DECIMAL },
  ...ofCommands,
  ...draft7s(commandData),
  ...draft7s({ ...resultSchemas, ...resultKinds }),
  ...ofResults,
  ...ofEvents,
  ...draft7s(eventData),
  ...ofOtherTopics,
};

/** The schemas that messages refer to, directly or through each other. */
export function schemasOf(messages: unknown): Record<string, Schema> {
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
