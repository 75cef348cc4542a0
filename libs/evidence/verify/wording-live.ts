import type { KnownCheckpoints } from './known-checkpoints.js';
import type { Verification } from './verification.js';
import { list, RECORD_ONLY, signerCouldHave, THEIR_CLOCK } from './wording.js';

/** All that a store without damage was found to be. */
export type LiveFindings = {
  origin: string;
  events: number;
  streams: number;
  /** How many events from the first on are those that somebody signed for. */
  covered: number;
  /** Checkpoints in the store. */
  recorded: number;
  known: KnownCheckpoints;
};

export function liveInWords(findings: LiveFindings): Pick<Verification, 'proven' | 'notExcluded'> {
  const { origin, events, streams, covered, recorded, known } = findings;
  const { comparable, others } = known;
  const which = covered === events ? `All ${events} events` : `The first ${covered} of ${events} events`;
  return {
    proven: [
      `${which} are those that ${origin} signed for, from the first on: none of them was changed, removed, added or moved since.`,
      `The events of each of the ${streams} workspaces follow each other without a gap, and no event id comes twice.`,
      ...(recorded > 0
        ? [`The ${recorded} checkpoints recorded in the store are all of this one history.`]
        : []),
      ...(comparable.length > 0 ? [`So are those that were kept elsewhere: ${list(comparable)}.`] : []),
    ],
    notExcluded: [
      ...(covered < events
        ? [
            `The last ${events - covered} events came after the newest checkpoint: nothing signed covers them yet.`,
          ]
        : []),
      ...(others.length > 0
        ? [`Checkpoints of another log or workspace were not compared: ${list(others)}.`]
        : []),
      ...(comparable.length === 0
        ? [
            'Whoever can write to the store could have cut off its end together with the checkpoints of it: only a checkpoint that was kept elsewhere would show that.',
          ]
        : []),
      signerCouldHave(origin, comparable.at(-1)?.size ?? 0),
      RECORD_ONLY,
      THEIR_CLOCK,
    ],
  };
}
