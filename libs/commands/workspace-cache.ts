import type { WorkspaceState } from '#domain';
import type { StreamHead } from '#event-store';

/** A stream folded up to its head, and the chain value that the next event continues. */
export type FoldedStream = { state: WorkspaceState; head: StreamHead; chain: string };

/**
 * The folded state of busy workspaces, the least recently used leaving first. It may be behind the log: the expected
 * revision of the next append finds that out.
 */
export class WorkspaceCache {
  readonly #entries = new Map<string, FoldedStream>();

  /** @param limit how many workspaces to keep; about 1 KiB each, more with many owners */
  constructor(private readonly limit: number) {}

  get(stream: string): FoldedStream | undefined {
    const folded = this.#entries.get(stream);
    if (folded !== undefined) this.set(stream, folded);
    return folded;
  }

  set(stream: string, folded: FoldedStream): void {
    // A Map iterates in the order of insertion: inserting again makes the entry the youngest.
    this.#entries.delete(stream);
    this.#entries.set(stream, folded);
    if (this.#entries.size > this.limit) this.#entries.delete(this.#entries.keys().next().value!);
  }

  delete(stream: string): void {
    this.#entries.delete(stream);
  }
}
