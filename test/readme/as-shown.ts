import type { ShellBlock } from './blocks.js';

/** Stands for whatever is different every time. */
const ANYTHING = '…';

/** @returns how what was printed differs from what is shown; nothing when it does not */
export function differenceFrom(shown: NonNullable<ShellBlock['shown']>, printed: string): string | undefined {
  return shown.language === 'json'
    ? jsonDifference(shown.text, printed)
    : textDifference(shown.text, printed);
}

function jsonDifference(shown: string, printed: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(printed);
  } catch {
    return `not JSON: ${printed}`;
  }
  const where = mismatch('$', JSON.parse(shown), value);
  return where && `${where}\n${JSON.stringify(value, null, 2)}`;
}

/** Objects have the same keys, in any order. */
function mismatch(path: string, shown: unknown, value: unknown): string | undefined {
  if (typeof shown === 'string' && typeof value === 'string' && pattern(shown).test(value)) return undefined;
  if (!isObject(shown) || !isObject(value))
    return Object.is(shown, value) ? undefined : `${path} is not ${JSON.stringify(shown)}`;
  if (Array.isArray(shown) !== Array.isArray(value)) return `${path} is not the same kind of thing`;
  const keys = Object.keys(shown).sort();
  if (keys.join() !== Object.keys(value).sort().join()) return `${path} has not the keys ${keys.join()}`;
  for (const key of keys) {
    const difference = mismatch(`${path}.${key}`, shown[key], value[key]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Line by line. */
function textDifference(shown: string, printed: string): string | undefined {
  const [expected, found] = [shown, printed].map((text) => text.trimEnd().split('\n')) as [
    string[],
    string[],
  ];
  const same =
    expected.length === found.length && expected.every((line, index) => pattern(line).test(found[index]!));
  return same ? undefined : `printed:\n${printed}`;
}

const pattern = (line: string): RegExp =>
  new RegExp(
    `^${line
      .split(ANYTHING)
      .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*')}$`,
  );
