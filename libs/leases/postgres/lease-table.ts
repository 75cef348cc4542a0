import type { PostgresSchema, WriteGuard } from '#read-models';
import { LeaseLostError } from '../errors.js';
import type { Term } from '../lease.js';

const NAME = 'support_access_leases';

export const LEASES = `${NAME}.leases`;

/**
 * A row for each role. That the token is part of a key is what lets the two locks be told apart: a renewal changes no key,
 * and goes on beside transactions that hold the row for sharing its key; a takeover changes one, and waits for them.
 */
export const SCHEMA: PostgresSchema = {
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

/** Whether it is still the term's: by holder, too, since an emptied database counts from 1 again. */
export const OF_TERM = 'role = $1 AND token = $2 AND holder = $3';
export const termValues = ({ role, token, holder }: Term): unknown[] => [role, token, holder];

/**
 * Refuses what is written after the term: by the token and not by the clock, so that a holder that is late loses nothing
 * while nobody else wants the role. The row stays locked until the transaction has ended, so no takeover comes between.
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
