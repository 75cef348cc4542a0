import { isPostgres } from '#read-models';
import type { Leases } from './lease.js';
import { PostgresLeases } from './postgres/postgres-leases.js';

export { fencedBy } from './postgres/lease-table.js';

/** A role is free again so long after its holder's last sign of life. */
const LEASE_MS = 2_500;

/**
 * The leases beside the read models. Connects to nobody yet.
 * @param url `READ_MODEL_URL`
 * @returns undefined for files, whose locks keep a second process out
 */
export function openLeases(url: string, { leaseMs = LEASE_MS } = {}): Leases | undefined {
  return isPostgres(url) ? new PostgresLeases(url, leaseMs) : undefined;
}
