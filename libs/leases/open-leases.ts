import { isPostgres } from '#derived';
import type { Leases } from './lease.js';
import { PostgresLeases } from './postgres/postgres-leases.js';

export { fencedBy } from './postgres/lease-table.js';

/** Length of a lease: a role is free this long after its holder's last renewal. */
const LEASE_MS = 2_500;

/**
 * The leases in the database of the read models. Opens no connection yet.
 * @param url `READ_MODEL_URL`
 * @returns undefined for files, whose locks keep a second process out
 */
export function openLeases(url: string, { leaseMs = LEASE_MS } = {}): Leases | undefined {
  return isPostgres(url) ? new PostgresLeases(url, leaseMs) : undefined;
}
