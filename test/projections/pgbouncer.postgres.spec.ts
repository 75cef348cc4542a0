import { openFollowerPosition } from '#derived';
import { openLogTree } from '#evidence';
import { openLeases } from '#leases';
import { openReadModels, rebuildReadModels } from '#read-models';
import { describeWorkspace, grantAt, T0 } from '../../libs/read-models/histories.contract.js';
import { SimulatedLog } from '../../libs/read-models/simulated-log.contract.js';
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

  it('takes the tree of the log, places of followers and a rebuild, too', async () => {
    const place = await newPlace();
    const log = new SimulatedLog();
    describeWorkspace(log, 'acme', T0);
    grantAt(T0, log, 'acme');
    const opened = [openLogTree(place.url), openReadModels(place.url)] as const;
    const [tree, models] = await Promise.all(opened);
    const publisher = await openFollowerPosition(place.url, 'publisher');
    try {
      for (const each of [tree, models]) await each.apply(log.events, await log.head());
      expect(await tree.size()).toBe(log.events.length);
      const before = await models.stateHash();
      await rebuildReadModels(log, models);
      expect(await models.stateHash()).toBe(before);
      await publisher.save({ position: 7n });
      expect(await publisher.load()).toEqual({ position: 7n });
    } finally {
      await Promise.all([tree.close(), models.close(), publisher.close()]);
      await place.remove();
    }
  });

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
