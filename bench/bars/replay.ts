import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEventReader } from '#event-store';
import { openReadModels, openReadModelState, rebuildReadModels } from '#read-models';
import { replay as replayLog } from '../../apps/admin/replay/replay.js';
import type { Bar } from '../bar.js';
import { atLeast } from '../finding.js';
import { ALL, fillLog, remove, runRaw } from '../raw/raw-fold.js';
import { median, pairedRatio } from '../statistics.js';
import { settle } from '../workload/in-flight.js';

/** What compliance runs: everything made anew beside the live ones, the tree of it, and the comparison row by row. */
export const replay: Bar = {
  name: 'replay',
  title: 'Replay beside the live read models',
  async run({ quick, directory, say }) {
    const events = quick ? 40_000 : 400_000;
    const rounds = quick ? 2 : 3;
    const [log, live] = ['events.db', 'read-models.db'].map((name) => join(directory, name)) as [
      string,
      string,
    ];
    await fillLog(log, events);
    await project(log, live);
    const [ours, fold, raw]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round <= rounds; round++) {
      const { wholeMs, foldMs } = await runReplay(log, live, join(directory, 'fresh'));
      const rates = [
        (events * 1000) / wholeMs,
        (events * 1000) / foldMs,
        runRaw(log, join(directory, 'raw.db'), events, ALL),
      ] as const;
      remove(join(directory, 'raw.db'));
      if (round === 0) continue; // Warms the code and the system's page cache up.
      [ours, fold, raw].forEach((list, i) => list.push(rates[i]!));
      say(`round ${round}: ${rates.map((rate) => rate.toFixed(0)).join(', ')} events/s`);
    }
    const baseline = { what: 'raw read, JSON.parse, insert', value: median(raw), unit: 'events/s' };
    return [
      {
        what: `replay of ${events} events into fresh read models, with their tree`,
        measured: { value: median(fold), unit: 'events/s' },
        baseline,
        ratio: pairedRatio(fold, raw),
        bar: atLeast(0.5),
        note: 'the bar of a rebuild, which makes no tree; raw is that of a rebuild too',
      },
      {
        what: 'the same, compared with the live ones row by row, both hashed',
        measured: { value: median(ours), unit: 'events/s' },
        baseline,
        ratio: pairedRatio(ours, raw),
      },
    ];
  },
};

async function project(log: string, file: string): Promise<void> {
  const reader = await openEventReader(`sqlite:${log}`);
  const models = await openReadModels(`sqlite:${file}`);
  await rebuildReadModels(reader, models);
  await models.close();
  await reader.close();
}

async function runReplay(
  log: string,
  live: string,
  fresh: string,
): Promise<{ wholeMs: number; foldMs: number }> {
  const reader = await openEventReader(`sqlite:${log}`);
  const state = await openReadModelState(`sqlite:${live}`);
  let filledAt = Number.NaN;
  settle();
  const since = performance.now();
  const { outcome, size } = await replayLog({
    reader,
    live: state,
    url: `sqlite:${join(fresh, 'read-models.db')}`,
    signal: new AbortController().signal,
    onFilled: () => (filledAt = performance.now()),
    onDifference: () => undefined,
  });
  const until = performance.now();
  if (outcome !== 'equal') throw new Error(`${outcome} after ${size} events`);
  await state.close();
  await reader.close();
  rmSync(fresh, { recursive: true });
  return { wholeMs: until - since, foldMs: filledAt - since };
}
