import type { CommandEnvelope, Door, Executed } from '#commands';
import type { Position } from '#event-store';
import { LOG_START } from '#event-store';

/** How many workspaces are remembered one by one. */
const REMEMBERED = 100_000;

/**
 * What this process has written, and a projection may not have seen yet. It tells whether an answer from a projection is
 * exact as far as this process can know: on the embedded store, whose only writer it is, that is all there is to know.
 */
export class OwnWrites {
  /** Positions only grow, so the map's order of insertion is theirs. */
  readonly #positions = new Map<string, Position>();
  #newest: Position = LOG_START;
  /** Unknown until the log has answered. */
  #everything: Position | undefined;
  #watcher: (workspaceId: string) => void = () => undefined;
  #count = 0;

  /**
   * @param head see {@link begin}; without it no answer is taken for exact
   * @param limit how many workspaces to remember; past it, every answer must know all that was written so far
   */
  constructor(
    head?: Position,
    private readonly limit = REMEMBERED,
  ) {
    if (head !== undefined) this.begin(head);
  }

  /** @param head of the log when it answered first: what lies before may have been written by an earlier process */
  begin(head: Position): void {
    if (head > this.#newest) this.#newest = head;
    this.#everything = head;
  }

  /** Called when a write failed: it may have happened all the same. */
  doubt(workspaceId: string): void {
    this.#count++;
    this.#watcher(workspaceId);
  }

  /** How many have been noted: when it has not moved meanwhile, nothing was written here. */
  get count(): number {
    return this.#count;
  }

  /** @param watcher is told of each write before its sender is */
  watch(watcher: (workspaceId: string) => void): void {
    this.#watcher = watcher;
  }

  /** Called before a write is acknowledged. */
  note(workspaceId: string, position: Position): void {
    // The first outcome of a command sent again: its position is an old one.
    if (position <= (this.#everything ?? LOG_START) || position <= (this.#positions.get(workspaceId) ?? 0n))
      return;
    this.#count++;
    this.#watcher(workspaceId);
    if (position > this.#newest) this.#newest = position;
    this.#positions.delete(workspaceId);
    this.#positions.set(workspaceId, position);
    if (this.#positions.size <= this.limit || this.#everything === undefined) return;
    this.#everything = this.#newest;
    this.#positions.clear();
  }

  /** Whether an answer that knows the log up to a position has everything that was written about a workspace here. */
  areIn(position: Position, workspaceId: string): boolean {
    for (const [seen, written] of this.#positions) {
      if (written > position) break;
      this.#positions.delete(seen);
    }
    if (this.#everything === undefined) return false;
    return position >= this.#everything && position >= (this.#positions.get(workspaceId) ?? 0n);
  }
}

/** A door whose writes are noted, whoever sends the command. */
export const noting = (writes: OwnWrites, door: Door): Door => ({
  async execute(envelope: CommandEnvelope): Promise<Executed> {
    const { workspaceId } = envelope.command.data;
    try {
      const executed = await door.execute(envelope);
      const { result } = executed;
      if ('position' in result) writes.note(workspaceId, BigInt(result.position));
      return executed;
    } catch (error) {
      writes.doubt(workspaceId);
      throw error;
    }
  },
});
