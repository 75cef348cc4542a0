import { createHash } from 'node:crypto';
import type { Cell } from '../access-changes.js';
import type { PostgresDatabase } from './database.js';
import { MODELS } from './projection.js';
import { TABLE_KEYS } from './slot.js';

const PAGE = 5_000;
const HASH_MS = 10 * 60_000;

/** The port's hash: of rows as every engine has them, integers in digits and text in JSON. */
export async function stateHash(database: PostgresDatabase): Promise<string> {
  const hash = createHash('sha256');
  await database.transaction(
    async (transaction) => {
      for (const [table, key] of TABLE_KEYS) {
        hash.update(`${table}\n`);
        await transaction.ask(
          `DECLARE ${table}_rows NO SCROLL CURSOR FOR SELECT * FROM ${MODELS}.${table} ORDER BY ${key}`,
        );
        for (;;) {
          const rows = await transaction.ask<Record<string, Cell>>(`FETCH ${PAGE} FROM ${table}_rows`);
          for (const row of rows) hash.update(`${Object.values(row).map(written).join(',')}\n`);
          if (rows.length < PAGE) break;
        }
      }
    },
    { statementMs: HASH_MS, snapshot: true },
  );
  return hash.digest('hex');
}

const written = (cell: Cell): string =>
  typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : JSON.stringify(cell);
