import type { RecordedEvent } from '#event-store';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWorkspace, grantAt, loginAt, revokeAt, T0 } from './histories.contract.js';
import { openReadModelQueries, openReadModels } from './open-read-models.js';
import { Projector } from './projector.js';
import type { ReadModelQueries, ReadModels } from './read-models.js';
import { SimulatedLog } from './simulated-log.contract.js';

/** A log that somebody writes to while it is read. */
class GrowingLog extends SimulatedLog {
  meanwhile: (() => Promise<void>) | undefined;

  override async *readAll(after: bigint): AsyncIterable<readonly RecordedEvent[]> {
    yield* super.readAll(after);
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
  }
}

describe('the projector', () => {
  let directory: string;
  let models: ReadModels;
  let queries: ReadModelQueries;
  let log: GrowingLog;
  let stop: AbortController;
  let projector: Projector;
  let running: Promise<void>;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'projector-'));
    const url = `sqlite:${join(directory, 'read-models.db')}`;
    models = await openReadModels(url);
    queries = await openReadModelQueries(url);
    log = new GrowingLog();
    describeWorkspace(log, 'acme', T0);
    stop = new AbortController();
    projector = new Projector(log, models);
    running = projector.run(stop.signal);
  });

  afterEach(async () => {
    stop.abort();
    await running;
    await queries.close();
    await models.close();
    await rm(directory, { recursive: true });
  });

  it('keeps the models up with the log', async () => {
    grantAt(T0, log);
    expect(await queries.waitFor(14n, 5_000)).toBe(true);
    expect(await queries.currentAccess('acme', T0)).toMatchObject({ status: 'active' });
    expect(projector.health()).toEqual({ status: 'up', position: 14n, lagMs: 0 });
  });

  it('rebuilds to the same state while it follows, and follows on afterwards', async () => {
    for (let i = 0; i < 50; i++) {
      grantAt(T0 + i, log);
      loginAt(T0 + i, log);
      revokeAt(T0 + i, log);
    }
    expect(await queries.waitFor(await log.head(), 5_000)).toBe(true);
    const before = await models.stateHash();
    await projector.rebuild();
    expect(await models.stateHash()).toBe(before);

    // What is appended during the rebuild reaches the old models before the swap, so the new ones must have it, too.
    log.meanwhile = async () => {
      grantAt(T0 + 50, log);
      expect(await queries.waitFor(await log.head(), 5_000)).toBe(true);
    };
    await projector.rebuild();
    expect(await queries.currentAccess('acme', T0 + 50)).toMatchObject({
      status: 'active',
      position: String(await log.head()),
    });
    revokeAt(T0 + 60, log);
    expect(await queries.waitFor(await log.head(), 5_000)).toBe(true);
    expect(await queries.currentAccess('acme', T0 + 60)).toMatchObject({ status: 'none' });
  });

  it('keeps the old models when a rebuild is called off', async () => {
    expect(await queries.waitFor(7n, 5_000)).toBe(true);
    const before = await models.stateHash();
    await expect(projector.rebuild(AbortSignal.abort())).rejects.toThrow('aborted');
    expect(await models.stateHash()).toBe(before);
    grantAt(T0, log);
    expect(await queries.waitFor(14n, 5_000)).toBe(true);
  });
});
