import type { EpochMs } from '#domain';
import { streamOf } from '#domain';
import type { RecordedEvent } from '#event-store';
import { chainOf, ZERO_CHAIN } from '#evidence';
import type { LogReader } from '../api/log-reader.js';
import { NoAnswerError } from '../cli.js';
import { unknownWorkspace } from '../unknown-workspace.js';
import type { GrantFacts, ReportedEvent } from './grant-facts.js';
import { GrantTeller } from './grant-teller.js';

export type GrantReading = {
  facts: GrantFacts;
  /** In the order of the stream: what was asked, the grant, what happened under it, its end. */
  told: ReportedEvent[];
  /**
   * Of the whole stream, from revision 0 up to the last event that was read. Whether it is whole is not known where the events come
   * without what the chain is computed over.
   */
  chain: { events: number; whole?: boolean; brokenAtRevision?: number };
};

/**
 * Reads a workspace's stream from its first event and picks out what belongs to one grant; on the way every event's chain is
 * computed anew.
 * @throws NoAnswerError if the log has no such workspace, or the workspace no such grant
 */
export async function readGrant(
  reader: LogReader,
  {
    workspaceId,
    grantId,
    now,
    signal,
    isComplete = true,
  }: {
    workspaceId: string;
    grantId: string;
    now: EpochMs;
    signal: AbortSignal;
    /** Whether the events have all of their metadata. */
    isComplete?: boolean;
  },
): Promise<GrantReading> {
  const chain = new ChainCheck(isComplete);
  const teller = new GrantTeller(grantId);
  for await (const page of reader.readStream(streamOf(workspaceId))) {
    signal.throwIfAborted();
    for (const recorded of page) teller.add({ recorded, previousChain: chain.add(recorded) });
  }
  const facts = teller.factsAt(now);
  if (facts !== undefined) return { facts, told: teller.told, chain: chain.found };
  if (chain.found.events === 0) throw unknownWorkspace(workspaceId);
  throw new NoAnswerError(`workspace ${workspaceId} has no grant ${grantId} in the log`);
}

/** Computes a stream's chain anew, where that can be done. */
class ChainCheck {
  readonly found: GrantReading['chain'];
  #chain = ZERO_CHAIN;

  constructor(private readonly isComplete: boolean) {
    this.found = { ...(isComplete && { whole: true }), events: 0 };
  }

  /** @returns the chain of the event before it */
  add(recorded: RecordedEvent): string {
    const previous = this.#chain;
    const follows = !this.isComplete || chainOf(previous, recorded) === recorded.chain;
    if (recorded.revision !== this.found.events || !follows) {
      this.found.whole = false;
      this.found.brokenAtRevision ??= recorded.revision;
    }
    this.#chain = recorded.chain;
    this.found.events += 1;
    return previous;
  }
}
