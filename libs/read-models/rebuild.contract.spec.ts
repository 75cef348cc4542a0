import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFollower } from '#derived';
import { describeWorkspace, grantAt, loginAt, revokeAt, T0 } from './histories.contract.js';
import { openReadModelQueries, openReadModels } from './open-read-models.js';
import type { ReadModelQueries, ReadModels } from './read-models.js';
import { rebuildReadModels } from './rebuild.js';
import { SimulatedLog } from './simulated-log.contract.js';

describe('a rebuild', () => {
  let directory: string;
  let models: ReadModels;
  let queries: ReadModelQueries;
  let log: SimulatedLog;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rebuild-'));
    const url = `sqlite:${join(directory, 'read-models.db')}`;
    models = await openReadModels(url);
    queries = await openReadModelQueries(url);
    log = new SimulatedLog();
    describeWorkspace(log, 'acme', T0);
    for (let i = 0; i < 50; i++) {
      grantAt(T0 + i, log);
      loginAt(T0 + i, log);
      revokeAt(T0 + i, log);
    }
    await follow();
  });

  afterEach(async () => {
    await queries.close();
    await models.close();
    await rm(directory, { recursive: true });
  });

  /** Lets the models follow the log to its end. */
  async function follow(): Promise<void> {
    const stop = new AbortController();
    const running = new LogFollower(log, models).run(stop.signal);
    expect(await queries.waitFor(await log.head(), 5_000)).toBe(true);
    stop.abort();
    await running;
  }

  it('comes to the same state, answers from the old one meanwhile, and is followed on', async () => {
    const before = await models.stateHash();
    const statuses: string[] = [];
    let events = 0;
    const position = await rebuildReadModels(log, models, {
      onEvent: () => void events++,
      onProgress: () =>
        void queries.currentAccess('acme', T0 + 49).then(({ status }) => statuses.push(status)),
    });
    expect(position).toBe(await log.head());
    expect(events).toBe(log.events.length);
    expect(await models.stateHash()).toBe(before);
    expect(statuses).toEqual(['none']);
    grantAt(T0 + 60, log);
    await follow();
    expect(await queries.currentAccess('acme', T0 + 60)).toMatchObject({ status: 'active' });
  });

  it('ends at the position that it is given', async () => {
    const head = await log.head();
    grantAt(T0 + 60, log);
    expect(await rebuildReadModels(log, models, { upTo: head })).toBe(head);
    expect(await queries.currentAccess('acme', T0 + 60)).toMatchObject({
      status: 'none',
      position: `${head}`,
    });
  });

  it('keeps the old models when it is called off', async () => {
    const before = await models.stateHash();
    const rebuilding = rebuildReadModels(log, models, { signal: AbortSignal.abort() });
    await expect(rebuilding).rejects.toThrow('aborted');
    expect(await models.stateHash()).toBe(before);
    grantAt(T0 + 60, log);
    await follow();
    expect(await queries.currentAccess('acme', T0 + 60)).toMatchObject({ status: 'active' });
  });
});
