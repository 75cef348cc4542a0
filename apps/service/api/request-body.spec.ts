import { MalformedCommandError } from '#commands';
import { readBody } from './request-body.js';

it.each([
  ['nothing', undefined],
  ['no bytes', ''],
  ['null', 'null'],
  ['null and a line end, as Go writes it', 'null\n'],
])('a body of %s has no fields', (_, text) =>
  expect(readBody(text === undefined ? undefined : Buffer.from(text))).toEqual({}),
);

it.each(['nullnull', 'null {}', '[]', '"null"', ' ', 'null\n\nx'])('a body of %j is refused', (text) =>
  expect(() => readBody(Buffer.from(text))).toThrow(MalformedCommandError),
);

it('an object is read', () => expect(readBody(Buffer.from('{"reason":"r"}'))).toEqual({ reason: 'r' }));
