import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describeWith } from '../../test/engines/engines.js';
import { compareStates } from './compare-states.js';
import { histories } from './histories.contract.js';
import { openReadModels, openReadModelState } from './open-read-models.js';
import { suiteDatabase } from './postgres/postgres-place.contract.js';
import type { ReadModels } from './read-models.js';

describeWith(['postgres'], 'the same log on SQLite and on PostgreSQL', () => {
  const database = suiteDatabase();
  let directory: string;
  let sqliteUrl: string;
  let models: { sqlite: ReadModels; postgres: ReadModels };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'same-state-'));
    sqliteUrl = `sqlite:${join(directory, 'read-models.db')}`;
    models = { sqlite: await openReadModels(sqliteUrl), postgres: await openReadModels(database.url()) };
  });

  afterAll(async () => {
    await models.sqlite.close();
    await models.postgres.close();
    await rm(directory, { recursive: true });
  });

  it('has the same rows and the same hash, whatever happened, also built anew in one go', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(60), async ({ events }, cut) => {
        for (const each of [models.sqlite, models.postgres]) {
          await each.reset();
          for (const stretch of [events.slice(0, cut), events.slice(cut)])
            await each.apply(stretch, stretch.at(-1)?.position ?? 0n);
        }
        const hash = await models.sqlite.stateHash();
        expect(await models.postgres.stateHash()).toBe(hash);
        const rebuild = await models.postgres.rebuild();
        await rebuild.apply(events, events.at(-1)?.position ?? 0n);
        await rebuild.swap();
        expect(await models.postgres.stateHash()).toBe(hash);
      }),
      { numRuns: 30 },
    );
  });

  it('can be compared across the engines, row by row', async () => {
    const states = [await openReadModelState(sqliteUrl), await openReadModelState(database.url())] as const;
    const compared = await states[0].snapshot((one) =>
      states[1].snapshot((other) => compareStates(one, other, () => undefined)),
    );
    expect(compared).toMatchObject({ oneHash: await models.sqlite.stateHash(), differences: 0 });
    expect(compared.otherHash).toBe(compared.oneHash);
    for (const each of states) await each.close();
  });
});
