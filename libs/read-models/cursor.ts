import { InvalidCursorError } from './errors.js';

/** A place in a sorted list: two integers, the second one a position or a revision, that callers pass back unread. */
export type Key = readonly [bigint, bigint];

export const toCursor = (key: readonly [bigint | number, bigint | number | string]): string =>
  Buffer.from(key.join(' ')).toString('base64url');

/** @throws InvalidCursorError */
export function fromCursor(cursor: string): Key {
  const match = /^(-?\d{1,16}) (\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match) throw new InvalidCursorError();
  return [BigInt(match[1]!), BigInt(match[2]!)];
}
