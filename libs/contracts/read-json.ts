import type { FieldError } from './command-result.js';

type Json = Record<string, unknown>;

/** Neither null nor an array. */
export const isJsonObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A key from a message, made safe for logs and headers: well-formed Unicode, at most 64 characters. */
export const printable = (key: string): string => key.toWellFormed().slice(0, 64);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses JSON from outside: UTF-8 without a byte order mark, and without duplicate keys in an object, because two readers may choose
 * different ones. A member that is `null` counts as absent, as serialisers of Java and .NET mean it; a `null` in an array stays. Keys such
 * as `__proto__` become own properties and are refused like every other unknown field.
 * @param field what the text is called in errors; empty for the message itself
 * @returns the error instead, when it cannot be read
 */
export function readJson(bytes: Buffer, field = ''): { value: unknown } | { error: FieldError } {
  if (startsWithByteOrderMark(bytes))
    return { error: { field, message: 'begins with a byte order mark; send UTF-8 without one' } };
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { error: { field, message: 'is not UTF-8' } };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: { field, message: 'is not JSON' } };
  }
  if (countKeys(text) !== dropNulls(value)) {
    const path = [...(field === '' ? [] : [field]), ...repeatedKey(text)];
    return { error: { field: printable(path.join('.')), message: 'is given more than once' } };
  }
  return { value };
}

/** Of UTF-8, or of UTF-16 in either order of bytes. */
function startsWithByteOrderMark(bytes: Buffer): boolean {
  const [first, second, third] = bytes;
  if (first === 0xef) return second === 0xbb && third === 0xbf;
  return (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
}

/** An object or array being scanned: the current key or index, and the object's keys so far. */
type Frame = { at: string | number; keys?: Set<string> };

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The path to the first key that an object has twice. Our own: no maintained parser reports repeated keys in the 20 µs that
 * reading a whole command may take. Called only when there is one; counting keys, which tells, takes 1.4 µs.
 * @param text valid JSON
 */
function repeatedKey(text: string): (string | number)[] {
  const open: Frame[] = [];
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case OPEN_OBJECT:
        open.push({ at: '', keys: new Set() });
        break;
      case OPEN_ARRAY:
        open.push({ at: 0 });
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        open.pop();
        break;
      case COMMA: {
        const frame = open.at(-1)!;
        if (typeof frame.at === 'number') frame.at += 1;
        break;
      }
      case QUOTE: {
        const end = closingQuote(text, i);
        if (isFollowedByColon(text, end)) {
          const frame = open.at(-1)!;
          const raw = text.slice(i + 1, end);
          const key = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
          frame.at = key;
          if (frame.keys!.has(key)) return open.map(({ at }) => at);
          frame.keys!.add(key);
        }
        i = end;
        break;
      }
      default:
    }
  }
  throw new Error('no object of this text has a key twice');
}

/** The number of keys in valid JSON, duplicates included. */
function countKeys(text: string): number {
  let keys = 0;
  for (let start = text.indexOf('"'); start !== -1;) {
    const end = closingQuote(text, start);
    if (isFollowedByColon(text, end)) keys += 1;
    start = text.indexOf('"', end + 1);
  }
  return keys;
}

function closingQuote(text: string, openingQuote: number): number {
  for (let end = text.indexOf('"', openingQuote + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
}

/** Whether a string is a key: in valid JSON only keys are followed by a colon. */
function isFollowedByColon(text: string, closingQuoteAt: number): boolean {
  let i = closingQuoteAt + 1;
  while (text.charCodeAt(i) <= 0x20) i += 1;
  return text.charCodeAt(i) === COLON;
}

/**
 * Removes null members of objects. Without recursion, because the sender decides how deep a message nests.
 * @returns the number of members before the removal
 */
function dropNulls(root: unknown): number {
  let members = 0;
  const pending = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (Array.isArray(value)) {
      for (const each of value) if (typeof each === 'object') pending.push(each);
    } else if (isJsonObject(value)) {
      for (const key of Object.keys(value)) {
        members += 1;
        const member = value[key];
        if (member === null) Reflect.deleteProperty(value, key);
        else if (typeof member === 'object') pending.push(member);
      }
    }
  }
  return members;
}
