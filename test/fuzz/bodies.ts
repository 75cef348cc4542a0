import fc from 'fast-check';
import type { DocumentedCall } from './api-document.js';
import { almost } from './almost-valid.js';
import type { JsonTree } from './json-tree.js';
import { leaf, wildJson, write } from './json-tree.js';
import { percent } from './odd-texts.js';
import type { SchemaValues } from './schema-values.js';

const FORM = 'application/x-www-form-urlencoded';
const LARGER_THAN_TAKEN = 70_000;

/** Bodies for a call: as documented, nearly so, any other JSON, and what is not even that. */
export function bodiesOf(
  { bodies }: DocumentedCall,
  values: SchemaValues,
  names: readonly string[],
): fc.Arbitrary<Buffer | undefined> {
  const trees = bodies.map(({ type, schema }) => ({ type, tree: values.of(schema) }));
  const valid = trees.flatMap(({ type, tree }) => [
    { weight: 5, arbitrary: tree.map((each) => encode(each, type)) },
    { weight: 1, arbitrary: tree.map((each) => encode(inBase64(each), type)) },
  ]);
  const nearly = trees.map(({ type, tree }) => almost(tree, names).map((each) => encode(each, type)));
  const wild = wildJson(names).map((tree) => Buffer.from(write(tree)));
  const sensible = fc.oneof(...valid, ...nearly, wild);
  const nothing = fc.constant(undefined);
  // A call that takes none gets one now and then.
  if (bodies.length === 0)
    return fc.oneof({ weight: 12, arbitrary: nothing }, { weight: 1, arbitrary: wild });
  return fc.oneof(
    { weight: 40, arbitrary: fc.oneof(...valid) },
    { weight: 40, arbitrary: fc.oneof(...nearly) },
    { weight: 8, arbitrary: wild },
    { weight: 8, arbitrary: damaged(sensible) },
    { weight: 4, arbitrary: nothing },
    { weight: 1, arbitrary: fc.constantFrom(...HUGE) },
  );
}

/** `data` of a CloudEvent as `data_base64`, which the service takes too. */
const inBase64 = (tree: JsonTree): JsonTree =>
  tree.kind !== 'object'
    ? tree
    : {
        kind: 'object',
        members: tree.members.map(([key, value]) =>
          key === 'data' ? ['data_base64', leaf(Buffer.from(write(value)).toString('base64'))] : [key, value],
        ),
      };

const HUGE = [
  Buffer.from(`{"reason":"${'x'.repeat(LARGER_THAN_TAKEN)}"}`),
  Buffer.from('['.repeat(30_000)),
  Buffer.from('{"a":'.repeat(10_000)),
  Buffer.from(`${'['.repeat(30_000)}${']'.repeat(30_000)}`),
];

function encode(tree: JsonTree, type: string): Buffer {
  if (type !== FORM || tree.kind !== 'object') return Buffer.from(write(tree));
  const fields = tree.members.map(([key, value]) => {
    const text = write(value);
    return `${percent(key)}=${percent(text.startsWith('"') ? (JSON.parse(text) as string) : text)}`;
  });
  return Buffer.from(fields.join('&'));
}

/** The end cut off, a byte that no UTF-8 has, a byte order mark, another encoding, something behind it. */
const damaged = (bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc.tuple(bytes, fc.nat(1_000), fc.nat(5)).map(([body, place, how]) => {
    const at = place % (body.length + 1);
    switch (how) {
      case 0:
        return body.subarray(0, at);
      case 1:
        return Buffer.concat([body.subarray(0, at), Buffer.from([0xff]), body.subarray(at + 1)]);
      case 2:
        return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
      case 3:
        return Buffer.from(body.toString('utf8'), 'utf16le');
      case 4:
        return Buffer.concat([body, body]);
      default:
        return Buffer.concat([body.subarray(0, at), Buffer.from([0]), body.subarray(at)]);
    }
  });
