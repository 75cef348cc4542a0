import type { EventReader, Position } from '#event-store';
import type { ReplayOutcome } from '#evidence';
import type { ReadModels, ReadModelState, StateDifference, StateSnapshot } from '#read-models';
import { compareStates, openReadModels, openReadModelState } from '#read-models';
import { using } from '../opened.js';
import type { Watch } from './replay-log.js';
import { Replay } from './replay-log.js';

/** What came of a replay. */
export type Replayed = {
  position: Position;
  size: number;
  root: Buffer;
  /** Of the fresh models. */
  state: string;
  outcome: ReplayOutcome;
  /** Of the live ones, when they were compared. */
  liveState?: string;
  differences: number;
};

export type ReplayOptions = Watch & {
  reader: EventReader;
  /** Where the fresh models are made. */
  url: string;
  /** The live ones; not compared without. */
  live?: ReadModelState;
  /** The last position; that of the live models, however they move on, unless given. */
  upTo?: Position;
  /** Told when the fresh models are made, before they are compared. */
  onFilled?: () => void;
  /** Told of each row that differs: `one` is the live one, `other` the replayed one. */
  onDifference: (difference: StateDifference) => void;
};

/** Replays a log into fresh read models, and compares them with the live ones where both know the same of the log. */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { reader, url, live, upTo } = options;
  return using(openReadModels(url), async (models) => {
    const replayed = new Replay(reader, models, options);
    const head = upTo ?? (await live?.snapshot(positionOf)) ?? (await reader.head());
    await replayed.fill(head);
    options.onFilled?.();
    // Most of what came meanwhile, before anything is held at one state.
    if (live !== undefined && upTo === undefined) await replayed.catchUp(await live.snapshot(positionOf));
    const compared = await compare(options, models, replayed);
    if (compared) return compared;
    const { position, size } = replayed;
    const state = await models.stateHash();
    return { position, size, root: replayed.root(), state, outcome: 'not-compared', differences: 0 };
  });
}

const positionOf = async ({ position }: StateSnapshot): Promise<Position> => position;

/** @returns undefined if the live models are at another position than the replay may go to */
async function compare(
  { live, upTo, url, onDifference }: ReplayOptions,
  models: ReadModels,
  replayed: Replay,
): Promise<Replayed | undefined> {
  return live?.snapshot(async (theirs) => {
    // They moved on meanwhile: so does the replay, while they are held at one state.
    if (upTo === undefined) await replayed.catchUp(theirs.position);
    const { position, size } = replayed;
    if (theirs.position !== position) return undefined;
    return using(openReadModelState(url), (state) =>
      state.snapshot(async (ours) => {
        const { oneHash, otherHash, differences } = await compareStates(theirs, ours, onDifference);
        const outcome = differences === 0 ? 'equal' : 'different';
        const facts = { position, size, root: replayed.root() };
        return { ...facts, state: otherHash, liveState: oneHash, outcome, differences };
      }),
    );
  });
}
