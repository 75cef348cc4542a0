import { COMMANDS } from '../commands.js';
import { dataSchema, EVENTS } from '../events.js';
import type { Schema } from '../schema.js';
import { asyncApiDocument } from './asyncapi/document.js';

type Schemas = Readonly<Record<string, Schema>>;
type Document = {
  components: { schemas: Schemas; messages: Readonly<Record<string, { payload: Schema; title: string }>> };
};

const DRAFT = 'http://json-schema.org/draft-07/schema#';
const VERSION = 1;

/**
 * A JSON Schema for each message of Kafka, complete in itself: what a command's or event's data is, by its type, a command as a structured
 * CloudEvent, results, marks of dead letters, and the headers of a dead letter, whose value is whatever came.
 */
export function messageSchemas(): Record<string, Schema> {
  const { schemas, messages } = (asyncApiDocument() as unknown as Document).components;
  const make = (id: string, title: string, schema: Schema): Schema =>
    completed({ id, title, schema }, schemas);
  const ofData = (type: string, id: string): [string, Schema] => [type, make(id, type, schemas[type]!)];
  return {
    ...Object.fromEntries(Object.keys(COMMANDS).map((type) => ofData(type, idOf(type)))),
    ...Object.fromEntries(Object.keys(EVENTS).map((type) => ofData(type, dataSchema(type, VERSION)))),
    CommandCloudEvent: make(idOf('CommandCloudEvent'), 'A command in structured mode', {
      oneOf: Object.keys(COMMANDS).map((type) => messages[`${type}Structured`]!.payload),
    }),
    CommandResult: make(idOf('CommandResult'), messages['CommandResult']!.title, schemas['CommandResult']!),
    DeadLetterHeaders: make(
      idOf('DeadLetterHeaders'),
      'The headers of a dead letter',
      schemas['DeadLetterHeaders']!,
    ),
    DeadLetterMark: make(
      idOf('DeadLetterMark'),
      messages['DeadLetterMark']!.title,
      messages['DeadLetterMark']!.payload,
    ),
  };
}

const idOf = (name: string): string => `urn:support-access:message:${name}:${VERSION}`;

/** With all that it refers to, directly or through each other. */
function completed(
  { id, title, schema }: { id: string; title: string; schema: Schema },
  all: Schemas,
): Schema {
  const definitions: Record<string, Schema> = {};
  const within = (part: Schema): Schema => {
    const text = JSON.stringify(part).replaceAll('#/components/schemas/', '#/definitions/');
    for (const [, name = ''] of text.matchAll(/"#\/definitions\/(\w+)"/g)) {
      if (Object.hasOwn(definitions, name)) continue;
      definitions[name] = {};
      definitions[name] = within(all[name]!);
    }
    return JSON.parse(text) as Schema;
  };
  const body = within(schema);
  const sorted = Object.fromEntries(Object.entries(definitions).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return {
    $schema: DRAFT,
    $id: id,
    title,
    ...body,
    ...(Object.keys(sorted).length > 0 && { definitions: sorted }),
  };
}
