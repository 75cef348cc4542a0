import fc from 'fast-check';

/** JSON that can say what an object of JavaScript cannot: a key twice, `__proto__`, a number that no double holds. */
export type JsonTree =
  | { kind: 'object'; members: readonly (readonly [key: string, value: JsonTree])[] }
  | { kind: 'list'; items: readonly JsonTree[] }
  | { kind: 'token'; text: string };

export const token = (text: string): JsonTree => ({ kind: 'token', text });
export const leaf = (value: string | number | boolean | null): JsonTree => token(JSON.stringify(value));

export function write(tree: JsonTree): string {
  switch (tree.kind) {
    case 'object':
      return `{${tree.members.map(([key, value]) => `${JSON.stringify(key)}:${write(value)}`).join()}}`;
    case 'list':
      return `[${tree.items.map(write).join()}]`;
    case 'token':
      return tree.text;
    default:
      throw new Error(`no such tree: ${String(tree)}`);
  }
}

/** What code that reads JSON carelessly trips over. */
// prettier-ignore
const TOKENS = [
  'null', 'true', 'false', '0', '-0', '-1', '1.5', '1e999', '-1e999', '1e-400', '9007199254740993',
  '123456789012345678901234567890', '""', '" "', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"1"',
  '"__proto__"', '"=1+1"', '"\\u202e"', '"null"', '"2026-02-30T25:61:61Z"', '"expire-1"', '[]', '{}',
  `"${'x'.repeat(1_025)}"`, `"${'\\u00e9'.repeat(129)}"`,
].map(token);

export const ODD_KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  'id\u0000',
  '$ref',
  '0',
];

const wildLeaf = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TOKENS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map(leaf) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(leaf) },
  { weight: 1, arbitrary: fc.bigInt().map((number) => token(String(number))) },
);

/** Any JSON, its keys taken from some names or from nowhere. */
export function wildJson(names: readonly string[]): fc.Arbitrary<JsonTree> {
  const key = fc.oneof(fc.constantFrom(...names), fc.constantFrom(...ODD_KEYS), fc.string({ maxLength: 6 }));
  const { tree } = fc.letrec<{ tree: JsonTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'wild' },
      wildLeaf,
      fc
        .array(fc.tuple(key, tie('tree')), { maxLength: 4, depthIdentifier: 'wild' })
        .map((members): JsonTree => ({ kind: 'object', members })),
      fc
        .array(tie('tree'), { maxLength: 4, depthIdentifier: 'wild' })
        .map((items): JsonTree => ({ kind: 'list', items })),
    ),
  }));
  return tree;
}
