import type { Schema, WriteGuard } from '#derived/postgres';
import { LeaseLostError } from '../errors.js';
import type { Term } from '../lease.js';

const NAME = 'support_access_leases';

export const LEASES = `${NAME}.leases`;

/**
 * One row per role. The token is part of a key, so that PostgreSQL's locks differ: a renewal changes no key and runs beside transactions
 * that hold FOR KEY SHARE on the row; a takeover changes the key and waits for them.
 */
export const SCHEMA: Schema = {
  name: NAME,
  version: 1,
  owns: /^(about|leases)$/,
  tables: `
    CREATE TABLE ${LEASES} (
      role text COLLATE "C" PRIMARY KEY, token bigint NOT NULL, holder text NOT NULL, expires_at timestamptz NOT NULL,
      UNIQUE (role, token)
    );
  `,
};

/** Condition for the row of a term. The holder is part of it, because an emptied database counts tokens from 1 again. */
export const OF_TERM = 'role = $1 AND token = $2 AND holder = $3';
export const termValues = ({ role, token, holder }: Term): unknown[] => [role, token, holder];

/**
 * A guard that refuses writes after the term. It compares tokens, not clocks, so that a late holder loses nothing while no other process
 * wants the role. The row stays locked until the transaction ends, so no takeover comes in between.
 * @throws LeaseLostError
 */
export const fencedBy =
  (term: Term): WriteGuard =>
  async (transaction) => {
    const held = await transaction.ask({
      text: `SELECT 1 AS held FROM ${LEASES} WHERE ${OF_TERM} FOR KEY SHARE`,
      values: termValues(term),
    });
    if (held.length === 0) throw new LeaseLostError(term.role, term.token);
  };
