import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

/** Text with what is special in JSON or in UTF-16: controls, quotes, combining marks, pairs of surrogates. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '"',
      '\\',
      '/',
      '\u0000',
      '\u001f',
      '\u007f',
      '\u2028',
      'é',
      'e\u0301',
      '\ufb33',
      '🦉',
      '\uffff',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 8,
});
/** Keys that objects treat in their own way: integers come first whatever the order, and one names the prototype. */
const key = fc.oneof(
  text,
  fc.constantFrom('10', '9', '1', '__proto__', 'constructor', ''),
  fc.nat().map(String),
);
const { value } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.constantFrom(true, false, null, -0, 1e21, 1e-7, 5e-324, Number.MAX_SAFE_INTEGER),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc
    .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 6, selector: ([name]) => name })
    // As a parser makes it: `__proto__` is an ordinary member.
    .map((members) =>
      JSON.parse(`{${members.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`),
    ),
}));

it('agrees with the reference implementation on any JSON value', () => {
  fc.assert(
    fc.property(value, (json) => {
      expect(canonicalJson(json)).toBe(canonicalize(json));
    }),
    { numRuns: 2_000 },
  );
});

it('gives the same text whatever the order of the members', () => {
  fc.assert(
    fc.property(fc.dictionary(key, value, { maxKeys: 8 }), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(object));
    }),
  );
});

// RFC 8785 3.2.3: by UTF-16 code units, where U+1F600 (d83d de00) comes before U+FB33.
it('sorts keys by UTF-16 code units', () => {
  const object = { '\ufb33': 7, '\u20ac': 1, '\r': 2, '1': 3, '😀': 4, '\u0080': 5, '\u00f6': 6 };
  expect(canonicalJson(object)).toBe('{"\\r":2,"1":3,"\u0080":5,"\u00f6":6,"\u20ac":1,"😀":4,"\ufb33":7}');
});

it('sorts many keys like few', () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${(i * 37) % 100}`, i]));
  expect(canonicalJson(many)).toBe(canonicalize(many));
});

it('leaves absent members absent', () => {
  expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}');
  expect(canonicalJson({ b: { z: undefined }, a: 1 })).toBe('{"a":1,"b":{}}');
});

it.each([
  ['a lone surrogate', { b: 'x\ud800' }],
  ['a lone surrogate out of order', { b: 1, a: '\udc00' }],
  ['a lone surrogate in a key', { '\ud800': 1 }],
  ['NaN', { a: Number.NaN }],
  ['infinity', [1, Infinity]],
  ['a big integer', { a: 1n }],
  ['a date', { b: 1, a: new Date(0) }],
  ['undefined', undefined],
  ['a function', { a: () => 1 }],
])('refuses %s', (_, json) => {
  expect(() => canonicalJson(json)).toThrow(TypeError);
});
