import fc from 'fast-check';
import { readJson } from './read-json.js';

const read = (text: string, field?: string) => readJson(Buffer.from(text), field);

describe('what is no JSON as it must be', () => {
  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'is not JSON'],
    ['half an object', Buffer.from('{"a":'), 'is not JSON'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'is not UTF-8'],
    ['0xEF without the rest of a mark', Buffer.from([0xef, 0x7b, 0x7d]), 'is not UTF-8'],
    ['a mark of UTF-8', Buffer.from('\uFEFF{}'), 'begins with a byte order mark; send UTF-8 without one'],
    [
      'a mark of UTF-16LE',
      Buffer.from('\uFEFF{}', 'utf16le'),
      'begins with a byte order mark; send UTF-8 without one',
    ],
    [
      'a mark of UTF-16BE',
      Buffer.from('\uFEFF{}', 'utf16le').swap16(),
      'begins with a byte order mark; send UTF-8 without one',
    ],
  ])('%s is named', (_, bytes, message) => {
    expect(readJson(bytes)).toEqual({ error: { field: '', message } });
    expect(readJson(bytes, 'data')).toEqual({ error: { field: 'data', message } });
  });

  it('a character that only begins like a mark is text', () => {
    expect(read('"\uFEFF"')).toEqual({ value: '\uFEFF' });
    expect(read('"\uF000"')).toEqual({ value: '\uF000' });
  });
});

describe('a key that an object has twice', () => {
  it.each([
    ['{"a":1,"a":1}', 'a'],
    ['{"a":1,"b":{"a":2},"a":3}', 'a'],
    ['{"a":{"b":1,"b":2}}', 'a.b'],
    ['{"a":{"b":1},"c":{"b":[],"b":[]}}', 'c.b'],
    ['{"a":[{"b":1},{"b":1,"c":[1,2],"b":2}]}', 'a.1.b'],
    ['[[],[{"x":1,"x":1}]]', '1.0.x'],
    ['{"a" \n:1 , "a"\t:2}', 'a'],
    ['{"\\u0061":1,"a":2}', 'a'],
    ['{"a\\"":1,"b":"\\\\","a\\"":2}', 'a"'],
    ['{"":1,"":2}', ''],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"a":null,"a":1}', 'a'],
    [`{"${'k'.repeat(100)}":1,"${'k'.repeat(100)}":1}`, 'k'.repeat(64)],
  ])('in %s is named %j', (text, field) =>
    expect(read(text)).toEqual({ error: { field, message: 'is given more than once' } }),
  );

  it('is named with the field that the text is of', () =>
    expect(read('{"actor":{"id":1,"id":2}}', 'data')).toMatchObject({ error: { field: 'data.actor.id' } }));

  it.each([
    '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}],"A":2}',
    '{"a":"\\"a\\":1,\\"a\\":2","b":"{\\"b\\":{"}',
    '{"a\\\\":1,"a":"a\\\\","b":"}],"}',
    '["a","a",{"a":"a:"}]',
    '"a:"',
  ])('is not seen in %s', (text) => expect(read(text)).toEqual({ value: JSON.parse(text) as unknown }));

  it('is seen in any JSON, and nothing else is taken for one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify({ value, w: 1 }, undefined, indent);
        expect(read(text)).not.toHaveProperty('error');
        expect(read(text.replace(/"w"(?=: ?1\s*\}$)/, '"value":0,"w"'))).toMatchObject({
          error: { field: 'value' },
        });
      }),
    );
  });
});

describe('a member that is null', () => {
  it.each([
    ['{"a":null}', {}],
    ['{"a":{"b":null,"c":1},"d":[{"e":null}]}', { a: { c: 1 }, d: [{}] }],
    ['{"__proto__":null}', {}],
    ['{"a":[null,1]}', { a: [null, 1] }],
    ['{"a":"null"}', { a: 'null' }],
    ['null', null],
    ['[null]', [null]],
  ])('of %s is absent', (text, value) => expect(read(text)).toStrictEqual({ value }));

  it('is absent however deep it is', () => {
    const depth = 10_000;
    const text = `${'{"a":'.repeat(depth)}null${'}'.repeat(depth)}`;
    expect(read(text)).toHaveProperty('value');
  });
});
