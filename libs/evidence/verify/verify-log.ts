import type { EventReader, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { canonicalEvent } from '../chain.js';
import { placeFault } from '../continuity.js';
import { CompactRange } from '../merkle/compact-range.js';
import { leafHashOfHex } from '../merkle/hashing.js';
import type { Seen } from './conclude.js';
import { conclude } from './conclude.js';
import { ExpectedRoots } from './expected-roots.js';
import { openKnown } from './known-checkpoints.js';
import { RecordedRoots } from './recorded-roots.js';
import { SeenIds } from './seen-ids.js';
import { StreamHeads } from './stream-heads.js';
import type { Place, Verification } from './verification.js';
import { damaged, DoubtFound } from './verification.js';
import type { VerifyOptions } from './verify-bundle.js';
import { liveInWords } from './wording-live.js';

export type VerifyLogOptions = VerifyOptions & {
  /** What the store's checkpoints must be of. */
  origin: string;
};

/**
 * Whether a store holds what was signed for: every event chained to the one before in its stream, no revision missing or
 * twice, no id twice, and every checkpoint, recorded or kept elsewhere, one of this tree. What is appended while it runs
 * is not looked at.
 */
export async function verifyLog(reader: EventReader, options: VerifyLogOptions): Promise<Verification> {
  const { origin, vkeys, knownCheckpoints = [], onProgress } = options;
  const seen: Seen = { events: 0, origin, scope: { kind: 'log' } };
  return conclude(seen, async () => {
    const known = openKnown(knownCheckpoints, origin, vkeys);
    const recorded = new RecordedRoots(reader, await reader.lastCheckpoint(), origin, vkeys);
    const roots = new ExpectedRoots(
      known.comparable.map((each) => ({ ...each, otherwise: 'FORKED' as const })),
    );
    const walk = new LogWalk(roots);
    try {
      await recorded.reach(0, roots);
      roots.check(walk.tree);
      for await (const page of reader.readAll(LOG_START)) {
        await recorded.reach(walk.tree.size + page.length, roots);
        for (const event of page) walk.add(event);
        seen.events = walk.tree.size;
        onProgress?.(walk.tree.size);
      }
      await recorded.reach(Number.MAX_SAFE_INTEGER, roots);
    } finally {
      await recorded.close();
    }
    roots.end(walk.tree);
    await refuseRepeated(reader, walk.suspects);
    const doubt = known.doubt ?? recorded.doubt;
    if (doubt !== undefined) throw new DoubtFound(doubt);
    if (roots.held === 0) throw new DoubtFound(NOTHING_SIGNED);
    if (recorded.last !== undefined) seen.checkpoint = recorded.last;
    const count = walk.tree.size - roots.held;
    if (count > 0) seen.uncovered = { fromIndex: roots.held, count };
    return liveInWords({
      origin,
      events: walk.tree.size,
      streams: walk.heads.streams,
      covered: roots.held,
      recorded: recorded.opened,
      known,
    });
  });
}

const NOTHING_SIGNED = {
  kind: 'NOTHING_SIGNED',
  message: 'no checkpoint covers any event: whatever is here, nobody signed for it',
} as const;

class LogWalk {
  readonly tree = new CompactRange();
  readonly heads = new StreamHeads();
  /** Ids that may have been there before. */
  readonly suspects = new Set<string>();
  readonly #ids = new SeenIds();

  constructor(private readonly roots: ExpectedRoots) {}

  add(event: RecordedEvent): void {
    const { stream, revision, chain } = event;
    const canonical = canonicalEvent(event);
    const where = placeOf(event, this.tree.size);
    this.heads.follow({ stream, revision, chain, canonical }, where);
    const misplaced = placeFault(event);
    if (misplaced !== undefined) throw damaged(misplaced.kind, where, misplaced.message);
    if (this.#ids.add(event.id)) this.suspects.add(event.id);
    this.tree.append(leafHashOfHex(chain));
    this.roots.check(this.tree);
  }
}

const placeOf = ({ stream, revision, position }: RecordedEvent, index: number): Place => ({
  index,
  stream,
  revision,
  position: `${position}`,
});

/** Of the ids that looked like another, those that are. Almost never is there any, and the log not read again. */
async function refuseRepeated(reader: EventReader, suspects: ReadonlySet<string>): Promise<void> {
  if (suspects.size === 0) return;
  const met = new Set<string>();
  let index = 0;
  for await (const page of reader.readAll(LOG_START))
    for (const event of page) {
      if (met.has(event.id))
        throw damaged('ID_REPEATED', placeOf(event, index), `event id ${event.id} is there twice`);
      if (suspects.has(event.id)) met.add(event.id);
      index += 1;
    }
}
