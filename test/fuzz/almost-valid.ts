import fc from 'fast-check';
import type { JsonTree } from './json-tree.js';
import { ODD_KEYS, token, wildJson } from './json-tree.js';

type Change =
  | { kind: 'replace'; value: JsonTree }
  | { kind: 'drop' }
  | { kind: 'add'; key: string; value: JsonTree }
  | { kind: 'twice' }
  | { kind: 'rename'; key: string };

/** Valid JSON with one or two things changed: a value, a key too few, too many, twice or under another name. */
export function almost(valid: fc.Arbitrary<JsonTree>, names: readonly string[]): fc.Arbitrary<JsonTree> {
  const value = wildJson(names);
  const key = fc.oneof(fc.constantFrom(...ODD_KEYS), fc.constantFrom(...names));
  const change = fc.oneof<fc.Arbitrary<Change>[]>(
    fc.record({ kind: fc.constant('replace' as const), value }),
    fc.record({ kind: fc.constant('replace' as const), value }),
    fc.constant({ kind: 'drop' }),
    fc.record({ kind: fc.constant('add' as const), key, value }),
    fc.constant({ kind: 'twice' }),
    fc.record({ kind: fc.constant('rename' as const), key }),
  );
  return fc
    .tuple(valid, fc.array(fc.tuple(fc.nat(1_000), change), { minLength: 1, maxLength: 2 }))
    .map(([tree, changes]) => changes.reduce((each, [place, what]) => changed(each, place, what), tree));
}

/** @param place of the value that is changed, counted in the order of writing and around */
function changed(tree: JsonTree, place: number, change: Change): JsonTree {
  const size = sizeOf(tree);
  if (size === 1) return change.kind === 'replace' ? change.value : token('null');
  let left = 1 + (place % (size - 1));
  const visit = (each: JsonTree): JsonTree[] => {
    if (left-- === 0) return applied(each, change);
    if (each.kind === 'list') return [{ kind: 'list', items: each.items.flatMap(visit) }];
    if (each.kind === 'token') return [each];
    const members = each.members.flatMap(([key, value]) => {
      const isMeant = left === 0;
      const after = visit(value);
      if (!isMeant) return after.map((one) => [key, one] as const);
      const name = change.kind === 'rename' ? change.key : key;
      const extra = change.kind === 'add' ? [[change.key, change.value] as const] : [];
      return [...after.map((one) => [name, one] as const), ...extra];
    });
    return [{ kind: 'object', members }];
  };
  return visit(tree)[0]!;
}

function applied(tree: JsonTree, change: Change): JsonTree[] {
  switch (change.kind) {
    case 'replace':
      return [change.value];
    case 'drop':
      return [];
    case 'twice':
      return [tree, tree];
    case 'add':
    case 'rename':
      return [tree];
    default:
      throw new Error(`no such change: ${String(change)}`);
  }
}

function sizeOf(tree: JsonTree): number {
  switch (tree.kind) {
    case 'object':
      return tree.members.reduce((sum, [, value]) => sum + sizeOf(value), 1);
    case 'list':
      return tree.items.reduce((sum, each) => sum + sizeOf(each), 1);
    case 'token':
      return 1;
    default:
      throw new Error(`no such tree: ${String(tree)}`);
  }
}
