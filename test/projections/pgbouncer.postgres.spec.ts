import { openLeases } from '#leases';
import { describeWith } from '../engines/engines.js';
import type { Pooler } from '../engines/pgbouncer.js';
import { startPgBouncer } from '../engines/pgbouncer.js';
import { newDatabase, sharedPostgresUrl } from '../engines/shared-postgres.js';
import { mendedDueListContract } from './mended-due-list.contract.js';

// Startup parameters that it does not know, and statements that a connection before this one has prepared, are errors there.
describeWith(['pgbouncer'], 'PostgreSQL behind PgBouncer in transaction mode', () => {
  let pooler: Pooler;

  beforeAll(async () => {
    pooler = await startPgBouncer(await sharedPostgresUrl());
  });
  afterAll(() => pooler.close());

  async function newPlace(): Promise<{ url: string; remove(): Promise<void> }> {
    const { url, drop } = await newDatabase();
    const pooled = new URL(url);
    pooled.port = new URL(pooler.url).port;
    return { url: pooled.href, remove: drop };
  }

  mendedDueListContract(newPlace);

  it('gives leases, too', async () => {
    const place = await newPlace();
    const leases = openLeases(place.url)!;
    try {
      const term = { role: 'projections', holder: 'us', token: 1 };
      expect(await leases.acquire('projections', 'us')).toEqual({ term });
      expect(await leases.acquire('projections', 'them')).toEqual({ heldBy: 'us' });
      expect(await leases.renew(term)).toBe(true);
    } finally {
      await leases.close();
      await place.remove();
    }
  });
});
