import { LogFollower, openFollowerPosition } from '#derived';
import { LOG_START } from '#event-store';
import { openLogTree } from '#evidence';
import { LIST_START, openDueList } from '#expiry';
import { openLeases } from '#leases';
import { openReadModels } from '#read-models';
import { describeWorkspace, grantAt, T0 } from '../../libs/read-models/histories.contract.js';
import { SimulatedLog } from '../../libs/read-models/simulated-log.contract.js';
import { describeWith } from '../engines/engines.js';
import type { PostgresDatabase } from '../engines/shared-postgres.js';
import { newDatabase, onServer } from '../engines/shared-postgres.js';
import { eventually } from '../support/eventually.js';

describeWith(['postgres'], 'schemas of a PostgreSQL that are dropped while they are used', () => {
  let database: PostgresDatabase;
  let url: string;

  beforeEach(async () => {
    database = await newDatabase();
    ({ url } = database);
  }, 600_000);
  afterEach(() => database.drop());

  const drop = (...names: string[]): Promise<void> =>
    onServer(url, names.map((name) => `DROP SCHEMA support_access_${name} CASCADE`).join('; '));

  it('are made again and filled from the log by who follows it', async () => {
    const log = new SimulatedLog();
    describeWorkspace(log, 'acme', T0);
    grantAt(T0, log, 'acme');
    const [models, tree, dueList] = [
      await openReadModels(url),
      await openLogTree(url),
      await openDueList(url),
    ];
    const stop = new AbortController();
    const running = new LogFollower(log, [tree, models, dueList]).run(stop.signal);
    const folded = async (): Promise<void> => {
      for (const each of [models.queries, tree, dueList])
        await eventually('it is folded', async () => {
          const position = await each.position().catch(() => LOG_START);
          return position === (await log.head());
        });
    };
    try {
      await folded();
      const rounds = [['read_models'], ['log_tree'], ['due_list'], ['read_models', 'log_tree', 'due_list']];
      for (const [round, names] of rounds.entries()) {
        await drop(...names);
        await folded();
        describeWorkspace(log, `w${round}`, T0);
        grantAt(T0 + 1_000, log, `w${round}`);
        await folded();
      }
      const { entries } = await models.queries.auditTrail({ workspaceId: 'acme', asAuditor: true });
      expect(entries).toHaveLength(2);
      expect(await tree.size()).toBe(log.events.length);
      expect(await dueList.due(Number.MAX_SAFE_INTEGER, LIST_START, 100)).toHaveLength(5);
    } finally {
      stop.abort();
      await running;
      await Promise.all([models.close(), tree.close(), dueList.close()]);
    }
  });

  it('are made again by the next that keeps a place, or takes a lease', async () => {
    const place = await openFollowerPosition(url, 'publisher');
    const leases = openLeases(url)!;
    await place.save({ position: 7n });
    expect(await leases.acquire('publisher', 'us')).toMatchObject({ term: { token: 1 } });
    await drop('positions', 'leases');
    expect(await place.load()).toEqual({ position: LOG_START });
    await place.save({ position: 8n });
    expect(await place.load()).toEqual({ position: 8n });
    // Who holds it learns that it is gone; who asks next makes the schema.
    await expect(leases.acquire('publisher', 'us')).rejects.toThrow('not there yet');
    expect(await leases.acquire('publisher', 'us')).toMatchObject({ term: { token: 1 } });
    await Promise.all([place.close(), leases.close()]);
  });
});
