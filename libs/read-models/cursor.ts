import { pageSize } from './access.js';
import { InvalidCursorError } from './errors.js';

/** A place in a sorted list: two integers, the second one a position or a revision, that callers pass back unread. */
export type Key = readonly [bigint, bigint];

type LooseKey = readonly [bigint | number, bigint | number | string];

export const toCursor = (key: LooseKey): string => Buffer.from(key.join(' ')).toString('base64url');

/**
 * The rows of one page and the cursor of the next.
 * @param rows of a listing, one more than the page has room for if there are
 * @param keyOf where a row is in the order of the listing
 */
export function toPage<Row>(
  rows: readonly Row[],
  asked: number | undefined,
  keyOf: (row: Row) => LooseKey,
): { rows: Row[]; next: { next?: string } } {
  const limit = pageSize(asked);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit), next: last === undefined ? {} : { next: toCursor(keyOf(last)) } };
}

/** @throws InvalidCursorError */
export function fromCursor(cursor: string): Key {
  const match = /^(-?\d{1,16}) (\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match) throw new InvalidCursorError();
  return [BigInt(match[1]!), BigInt(match[2]!)];
}
