import { COMMANDS } from '../commands.js';
import { EVENTS, exampleEvent } from '../events.js';
import { EXAMPLE } from '../example.js';
import type { Schema } from '../schema.js';
import { constant, oneWordOf, ref, text } from '../schema.js';
import { headerName } from './draft7.js';
import { RESULT_TYPE } from '../results.js';

type Messages = Readonly<Record<string, Schema>>;

const keyedBy = (key: Schema): Schema => ({ kafka: { key, bindingVersion: '0.5.0' } });
const keyedByWorkspace = keyedBy(text('The id of the workspace.'));
const JSON_TYPE = 'application/json';
const STRUCTURED_TYPE = 'application/cloudevents+json';

/** The headers of a message in binary mode. */
const headersOf = (attributes: object): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [headerName(name), String(value)]));

/** Each command in both modes of CloudEvents. */
export const commandMessages: Messages = Object.fromEntries(
  Object.entries(COMMANDS).flatMap(([type, { summary, example }], index) => {
    const attributes = {
      specversion: '1.0',
      source: '/crm',
      id: `7f1c1e0a-7f52-4c3f-8f0e-3b6f5e1b90a${(index + 1).toString(16)}`,
      type,
    };
    const structured = {
      name: type,
      title: `${type}, structured mode`,
      summary,
      contentType: STRUCTURED_TYPE,
      bindings: keyedByWorkspace,
      headers: ref('StructuredHeaders'),
      payload: {
        allOf: [ref('CommandCloudEvent'), { properties: { type: constant(type), data: ref(type) } }],
      },
      examples: [{ headers: { 'content-type': STRUCTURED_TYPE }, payload: { ...attributes, data: example } }],
    };
    const binary = {
      name: type,
      title: `${type}, binary mode`,
      summary,
      contentType: JSON_TYPE,
      bindings: keyedByWorkspace,
      headers: {
        type: 'object',
        allOf: [ref('BinaryCommandHeaders'), { properties: { ce_type: constant(type) } }],
      },
      payload: ref(type),
      examples: [{ headers: headersOf({ datacontenttype: JSON_TYPE, ...attributes }), payload: example }],
    };
    return [
      [`${type}Structured`, structured],
      [`${type}Binary`, binary],
    ];
  }),
);

export const eventMessages: Messages = Object.fromEntries(
  (Object.keys(EVENTS) as (keyof typeof EVENTS)[]).map((type) => {
    const { data: payload, ...attributes } = exampleEvent(type);
    const message = {
      name: type,
      title: type,
      summary: EVENTS[type].summary,
      contentType: JSON_TYPE,
      bindings: keyedByWorkspace,
      headers: {
        type: 'object',
        allOf: [
          ref('EventHeaders'),
          {
            properties: { ce_type: constant(type), ce_dataschema: constant(attributes.dataschema) },
          },
        ],
      },
      payload: ref(type),
      examples: [{ headers: headersOf(attributes), payload }],
    };
    return [type, message];
  }),
);

const { workspaceId, grantId } = EXAMPLE;

const resultExample = (name: string, id: string, payload: object): Schema => ({
  name,
  headers: headersOf({
    datacontenttype: JSON_TYPE,
    specversion: '1.0',
    id,
    source: 'urn:support-access',
    type: RESULT_TYPE,
    subject: workspaceId,
  }),
  payload: { workspaceId, ...payload },
});

export const resultMessages: Messages = {
  CommandResult: {
    name: RESULT_TYPE,
    title: 'The answer to a command',
    contentType: JSON_TYPE,
    bindings: keyedBy({
      type: ['string', 'null'],
      description: 'The workspace; of a message that does not name one, its key as received.',
    }),
    headers: ref('ResultHeaders'),
    payload: ref('CommandResult'),
    examples: [
      resultExample('accepted', 'acme/c-2', {
        commandId: 'c-2',
        outcome: 'accepted',
        events: [{ id: '0199f3c2-7a10-7c3e-9d41-5f0c2b8e6a43', type: 'SupportAccessGranted', revision: 1 }],
        position: '2',
      }),
      resultExample('denied', 'acme/c-5', {
        commandId: 'c-5',
        outcome: 'denied',
        code: 'ACCESS_EXPIRED',
        detail: { grantId, expiresAt: EXAMPLE.expiresAt },
        events: [{ id: '0199f3c2-7a10-7c3e-9d41-5f0c2b8e6a44', type: 'SupportAccessDenied', revision: 4 }],
        position: '5',
      }),
      resultExample('id reused', 'support-access.commands/3/17', {
        commandId: 'c-2',
        outcome: 'denied',
        code: 'COMMAND_ID_REUSED',
        events: [],
      }),
      resultExample('malformed', 'support-access.commands/3/18', {
        commandId: 'c-6',
        outcome: 'malformed',
        code: 'MALFORMED',
        errors: [
          { field: 'data.durationMinutes', message: 'must be a whole number of minutes from 1 to 10080' },
        ],
        events: [],
      }),
    ],
  },
};

export const checkpointMessages: Messages = {
  Checkpoint: {
    name: 'Checkpoint',
    title: 'A signed checkpoint',
    summary: 'How many events the log has and the root of their Merkle tree, as a C2SP tlog-checkpoint.',
    contentType: 'text/plain',
    bindings: keyedBy(text('The origin: `EVIDENCE_ORIGIN`.')),
    headers: {
      type: 'object',
      required: ['content-type'],
      additionalProperties: false,
      properties: { 'content-type': constant('text/plain; charset=utf-8') },
    },
    payload: ref('SignedNote'),
    examples: [
      {
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        payload:
          'support.example.com/log\n1043\ngFQ0ZvYVzLu2pMHzJPvWzG7bFgH3jkDHM6jEJ7fU0qk=\n\n' +
          '— support.example.com/log 2Pn0qGVJzJ0xYh2mWcVb0oQh0rFQ3kZcJm2s3t8nq0m9v6H1r3JpXy0b1c2d3e4f5g6h7i8j9k0l1m2n3o4p5q6r7s8=\n',
      },
    ],
  },
};

export const deadLetterMessages: Messages = {
  DeadLetter: {
    name: 'DeadLetter',
    title: 'A message that is no command, or that cannot be recorded',
    contentType: 'application/octet-stream',
    bindings: keyedBy({ type: ['string', 'null'], description: 'As received.' }),
    headers: ref('DeadLetterHeaders'),
    payload: {
      description:
        'The bytes as they came, whatever they are, also none. What is too large for the topic carries its first 64 KiB.',
    },
    examples: [
      {
        headers: {
          'x-error-code': 'MALFORMED',
          'x-error-message':
            'content-type must be application/cloudevents+json, unless ce_ headers make it a binary-mode CloudEvent',
          'x-topic': 'support-access.commands',
          'x-partition': '3',
          'x-offset': '18',
        },
        payload: 'let me in',
      },
    ],
  },
  DeadLetterMark: {
    name: 'DeadLetterMark',
    title: 'What was done about a dead letter',
    contentType: JSON_TYPE,
    headers: {
      type: 'object',
      required: ['x-resolution'],
      properties: {
        'x-resolution': oneWordOf({
          claimed: 'before it is sent again or set aside',
          retried: 'after it was sent again',
          discarded: 'after it was set aside',
        }),
      },
    },
    payload: ref('DeadLetterMark'),
    examples: [
      {
        headers: { 'x-resolution': 'discarded' },
        payload: {
          letter: '3/17',
          claim: '0b9f0f4e-3f0e-4c1e-9a39-0d4f3d3f8c7a',
          by: 'olga',
          reason: 'A test of the billing service.',
        },
      },
    ],
  },
};
