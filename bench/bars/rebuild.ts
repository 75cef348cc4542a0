import { join } from 'node:path';
import { openEventReader } from '#event-store';
import { openReadModels, rebuildReadModels } from '#read-models';
import type { Bar } from '../bar.js';
import { atLeast } from '../finding.js';
import { ALL, DATA, fillLog, remove, runRaw } from '../raw/raw-fold.js';
import { median, pairedRatio } from '../statistics.js';
import { settle } from '../workload/in-flight.js';

/** Everything that is derived, from position 0. */
export const rebuild: Bar = {
  name: 'rebuild',
  title: 'Rebuild of all read models',
  async run({ quick, directory, say }) {
    const events = quick ? 40_000 : 400_000;
    const rounds = quick ? 2 : 3;
    const log = join(directory, 'events.db');
    await fillLog(log, events);
    const [ours, raw, lean]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round <= rounds; round++) {
      const rates = [
        await runRebuild(log, join(directory, 'read-models.db'), events),
        runRaw(log, join(directory, 'raw.db'), events, ALL),
        runRaw(log, join(directory, 'raw.db'), events, DATA),
      ] as const;
      if (round === 0) continue; // Warms the code and the system's page cache up.
      [ours, raw, lean].forEach((list, i) => list.push(rates[i]!));
      say(`round ${round}: ${rates.map((rate) => rate.toFixed(0)).join(', ')} events/s`);
    }
    return [
      {
        what: `rebuild, ${events} events`,
        measured: { value: median(ours), unit: 'events/s' },
        baseline: { what: 'raw read, JSON.parse, insert', value: median(raw), unit: 'events/s' },
        ratio: pairedRatio(ours, raw),
        bar: atLeast(0.5),
        note: 'raw: every column of the event read, data and metadata parsed, one row of the same bytes inserted',
      },
      {
        what: 'the same against a leaner raw',
        measured: { value: median(ours), unit: 'events/s' },
        baseline: { what: 'data alone read, parsed, inserted', value: median(lean), unit: 'events/s' },
        ratio: pairedRatio(ours, lean),
      },
    ];
  },
};

/** @returns events a second, until the queries answer from the new models */
async function runRebuild(log: string, file: string, events: number): Promise<number> {
  remove(file);
  const reader = await openEventReader(`sqlite:${log}`);
  const models = await openReadModels(`sqlite:${file}`);
  settle();
  const since = performance.now();
  await rebuildReadModels(reader, models);
  const elapsedMs = performance.now() - since;
  if ((await models.queries.position()) !== (await reader.head())) throw new Error('it is not all there');
  await models.close();
  await reader.close();
  return (events * 1000) / elapsedMs;
}
