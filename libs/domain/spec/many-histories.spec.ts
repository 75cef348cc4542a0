import { isDeepStrictEqual } from 'node:util';
import { Random } from '../../../test/support/random.js';
import { seeded } from '../../../test/support/seed.js';
import { scaled } from '../../../test/support/test-scale.js';
import type { History } from './invariants.js';
import { INVARIANTS, runHistory } from './invariants.js';
import type { Mood } from './random-histories.js';
import { byChance } from './random-histories.js';

/** Limits need so many steps to be met; other histories are short. */
const LENGTHS: Partial<Record<Mood, number>> = { crowded: 200, asking: 40 };

const HISTORIES = scaled(3_000, 1_000_000);

it(
  `the second model and every invariant hold over ${HISTORIES} short histories`,
  seeded(async (seed) => {
    const chance = new Random(seed);
    for (let number = 0; number < HISTORIES; number++) {
      const mood = number % 1_000 === 0 ? 'crowded' : number % 50 === 0 ? 'asking' : 'mixed';
      const history = runHistory(byChance(chance), LENGTHS[mood] ?? chance.int(1, 12), mood);
      const broken = brokenIn(history);
      // Asking Jest a million times would take longer than all the rest.
      if (broken.length > 0) throw new Error(`${broken.join('; ')}: ${JSON.stringify(history.decided)}`);
    }
    expect.assertions(0);
  }),
  1_200_000,
);

function brokenIn(history: History): string[] {
  const differs = history.decided.some(({ events, naive }) => !isDeepStrictEqual(events, naive));
  const broken = Object.keys(INVARIANTS).filter((name) => INVARIANTS[name]!(history).length > 0);
  return differs ? ['the second model decides otherwise', ...broken] : broken;
}
