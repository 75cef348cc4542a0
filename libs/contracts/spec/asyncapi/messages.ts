import { COMMANDS } from '../../commands.js';
import { exampleEvent } from '../../event-examples.js';
import { EVENTS } from '../../events.js';
import type { Schema } from '../../schema.js';
import { constant, ref, text } from '../../schema.js';
import { headerName } from './draft7.js';

type Messages = Readonly<Record<string, Schema>>;

const keyedByWorkspace = { kafka: { key: text('The id of the workspace.'), bindingVersion: '0.5.0' } };
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
    const message = (mode: string, contentType: string, body: Schema): Schema => ({
      name: type,
      title: `${type}, ${mode} mode`,
      summary,
      contentType,
      bindings: keyedByWorkspace,
      ...body,
    });
    const structured = message('structured', STRUCTURED_TYPE, {
      headers: ref('StructuredHeaders'),
      payload: {
        allOf: [ref('CommandCloudEvent'), { properties: { type: constant(type), data: ref(type) } }],
      },
      examples: [{ headers: { 'content-type': STRUCTURED_TYPE }, payload: { ...attributes, data: example } }],
    });
    const binary = message('binary', JSON_TYPE, {
      headers: {
        type: 'object',
        allOf: [ref('BinaryCommandHeaders'), { properties: { ce_type: constant(type) } }],
      },
      payload: ref(type),
      examples: [{ headers: headersOf({ datacontenttype: JSON_TYPE, ...attributes }), payload: example }],
    });
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
