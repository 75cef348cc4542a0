/**
 * The RFC 8785 form of a JSON value: no spaces, keys sorted by UTF-16 code units, numbers as ECMAScript writes them.
 * Members that are `undefined` are absent, as in `JSON.stringify`.
 *
 * `JSON.stringify` already is that form when the keys are in order, and is native code; so objects made in order (those
 * of the hot path) cost one walk and one call, and only the others are put together here. Measured on an event's data
 * and metadata: 1.8 µs in order, 2.2 µs not, 4.8 µs with `canonicalize`.
 *
 * @throws TypeError on what has no such form: a number that is not finite, a lone surrogate, anything that is not JSON
 */
export function canonicalJson(value: unknown): string {
  return isInOrder(value) ? JSON.stringify(value) : serialise(value);
}

/** Whether `JSON.stringify` gives the canonical form; throws where there is none. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'string') return wellFormed(value) === value;
  if (typeof value === 'number') return finite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object') throw notJson(value);
  return Array.isArray(value) ? value.every(isInOrder) : isObjectInOrder(value);
}

function isObjectInOrder(object: object): boolean {
  let previous: string | undefined;
  for (const key of Object.keys(plain(object))) {
    const member = (object as Record<string, unknown>)[key];
    if (member === undefined) continue;
    if (previous !== undefined && previous > key) return false;
    wellFormed(key);
    if (!isInOrder(member)) return false;
    previous = key;
  }
  return true;
}

/**
 * Text is put together by hand because a sorted copy of the object would not do: keys that look like integers come
 * first in any JavaScript object, whatever the order in which they were added.
 */
function serialise(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return finite(value) ? `${value}` : '';
  if (typeof value === 'boolean' || value === null) return `${value}`;
  if (typeof value !== 'object') throw notJson(value);
  if (Array.isArray(value)) return `[${value.map(serialise).join(',')}]`;
  const object = plain(value) as Record<string, unknown>;
  let members = '';
  for (const key of sorted(Object.keys(object))) {
    const member = object[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${quoted(key)}:${serialise(member)}`;
  }
  return `{${members}}`;
}

/** Anything that JSON escapes, and surrogates, to be looked at more closely. */
const SPECIAL = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

const quoted = (text: string): string =>
  SPECIAL.test(text) ? JSON.stringify(wellFormed(text)) : `"${text}"`;

/** By UTF-16 code units, which is what `<` compares. In place, by insertion: objects have few keys. */
function sorted(keys: string[]): string[] {
  if (keys.length > MANY_KEYS) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let j = i;
    for (; j > 0 && keys[j - 1]! > key; j--) keys[j] = keys[j - 1]!;
    keys[j] = key;
  }
  return keys;
}
const MANY_KEYS = 32;

/** Escaped by `JSON.stringify`, but no Unicode text: RFC 8785 3.2.2.2 asks for an error. */
function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no canonical form');
  return text;
}

function finite(value: number): boolean {
  if (Number.isFinite(value)) return true;
  throw new TypeError(`${value} has no canonical form`);
}

/** A `toJSON` (of a Date, say) would change the value behind our back. */
function plain(object: object): object {
  if ('toJSON' in object) throw notJson(object);
  return object;
}

const notJson = (value: unknown): TypeError =>
  new TypeError(
    `${typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value} is not JSON`,
  );
