import { messageSchemas } from '../../libs/contracts/spec/message-schemas.js';
import { asyncapi } from './document.js';
import { fileDifferences, schemaFiles } from './schemas.js';

it('the files are what the code says; `npm run openapi` writes them anew', () =>
  expect(Object.fromEntries(schemaFiles)).toEqual(JSON.parse(JSON.stringify(messageSchemas()))));

it('every message of JSON has one, and each has a name of its own', () => {
  const { messages } = asyncapi.components;
  const types = new Set(Object.values(messages).map(({ name }) => name));
  // Their values are a signed text, and whatever came.
  for (const other of [
    'Checkpoint',
    'DeadLetter',
    'DeadLetterMark',
    'SupportAccessCommandResult',
    'structured',
    'binary',
  ])
    types.delete(other);
  expect([...schemaFiles.keys()]).toEqual(expect.arrayContaining([...types]));
  const ids = [...schemaFiles.values()].map((schema) => (schema as { $id: string }).$id);
  expect(new Set(ids).size).toBe(schemaFiles.size);
  expect(ids).toContain('urn:support-access:event:SupportLogin:1');
});

const examples = Object.entries(asyncapi.components.messages).flatMap(([message, { examples: all }]) =>
  all.map(({ headers, payload }) => [message, headers ?? {}, payload] as const),
);

it.each(examples)(
  'the example of %s is what the file says, and an empty object is not',
  (message, headers, payload) => {
    if (message === 'Checkpoint') return;
    const [name, value] =
      message === 'DeadLetter'
        ? ['DeadLetterHeaders', headers]
        : [message.endsWith('Structured') ? 'CommandCloudEvent' : message.replace(/Binary$/, ''), payload];
    expect(fileDifferences(name, value)).toEqual([]);
    expect(fileDifferences(name, {})).not.toEqual([]);
  },
);
