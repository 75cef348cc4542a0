import type { EventStore } from '#event-store';
import { openEventStore } from '#event-store';
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFollower } from '#derived';
import { histories, WORKSPACES } from './histories.contract.js';
import { openReadModels } from './open-read-models.js';
import { rebuildReadModels } from './rebuild.js';
import type { ReadModels } from './read-models.js';
import type { SimulatedLog } from './simulated-log.contract.js';

describe('read models that follow a real log', () => {
  let directory: string;
  let store: EventStore;
  let models: ReadModels;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'real-log-'));
    store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
    models = await openReadModels(`sqlite:${join(directory, 'read-models.db')}`);
  });

  afterEach(async () => {
    await models.close();
    await store.close();
    await rm(directory, { recursive: true });
  });

  /** Events of one command become one append, as the door makes them. */
  async function append({ events }: SimulatedLog): Promise<void> {
    for (const commandId of new Set(events.map(({ metadata }) => metadata.commandId))) {
      const made = events.filter(({ metadata }) => metadata.commandId === commandId);
      const { stream, revision } = made[0]!;
      await store.append(
        stream,
        revision === 0 ? 'empty' : revision - 1,
        made.map(({ id, type, dataJson, metadataJson, chain }) => {
          return { id, type, dataJson, metadataJson, chain, commandId };
        }),
      );
    }
  }

  it('follows appends as they come, knows its place after a restart, and equals a rebuild', async () => {
    const [log, ...others] = fc.sample(histories, { numRuns: 20, seed: 20_261_122 });
    const longest = others.reduce(
      (one, other) => (one.events.length < other.events.length ? other : one),
      log!,
    );
    const file = `sqlite:${join(directory, 'read-models.db')}`;
    const stop = new AbortController();
    const running = new LogFollower(store, models).run(stop.signal);
    await append(longest);
    expect(await models.queries.waitFor(await store.head(), 10_000)).toBe(true);
    stop.abort();
    await running;
    await models.close();

    models = await openReadModels(file);
    const again = new AbortController();
    const foreign: unknown[] = [];
    const follower = new LogFollower(store, models, { foreignLog: (bookmark) => foreign.push(bookmark) });
    const resumed = follower.run(again.signal);
    const before = await models.stateHash();
    again.abort();
    await resumed;
    await rebuildReadModels(store, models);
    expect(await models.stateHash()).toBe(before);
    expect(foreign).toEqual([]);

    const shown: string[] = [];
    for (const workspaceId of WORKSPACES) {
      const { entries } = await models.queries.auditTrail({ workspaceId, asAuditor: true, limit: 1_000 });
      shown.push(...entries.map(({ id }) => id));
    }
    expect(shown.sort()).toEqual(longest.events.map(({ id }) => id).sort());
  });
});
