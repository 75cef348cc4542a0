import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { EventReader, Position } from '#event-store';
import { asError } from '#domain';
import type { Stretch, ToStretch } from './log-stretch.js';

/** How much of the newest log is kept for readers to take: who is further behind reads the log. */
const TAIL_BYTES = 8 * 1024 * 1024;
/**
 * Measured with 500 readers, handing a few events to one takes 11 to 15 µs of processor time: so all of them together take
 * less than a tenth of it, however fast events come.
 */
const PACE_MS_PER_READER = 0.2;
const WOKEN_AT_ONCE = 50;

/**
 * The newest events, read and encoded once for all readers that are caught up. Readers take what they need when they can
 * write: a slow one holds nothing up and nothing is queued for it; it falls out of the tail and reads the log instead.
 */
export class LiveTail<S extends Stretch> {
  private readonly stretches: S[] = [];
  private bytes = 0;
  private newest: Position;
  private waiting = new Set<Waiting<S>>();
  private readonly stopping = new AbortController();
  private over = false;
  /** What ended it, other than being stopped. */
  failure: Error | undefined;

  constructor(
    private readonly reader: Pick<EventReader, 'follow'>,
    private readonly toStretch: ToStretch<S>,
    head: Position,
  ) {
    this.newest = head;
    void this.run(head);
  }

  /** Nothing more will come. */
  get ended(): boolean {
    return this.over;
  }

  /** Where the tail begins: who has less reads the log. */
  get floor(): Position {
    return this.stretches[0]?.after ?? this.newest;
  }

  /** Where to find what comes after a position that is not below the floor. */
  after(position: Position): S | undefined {
    if (position >= this.newest) return undefined;
    return this.stretches.findLast((stretch) => stretch.after <= position);
  }

  /**
   * Resolves when there may be more than `position`, on abort, or when the time is up.
   * @param concerns asked of each new stretch: one that does not concern a reader does not wake them. All do when absent
   */
  more(
    position: Position,
    timeoutMs: number,
    signal: AbortSignal,
    concerns?: (stretch: S) => boolean,
  ): Promise<void> {
    if (this.over || signal.aborted || position < this.newest) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.isOver = true;
        this.waiting.delete(waiting);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      const waiting: Waiting<S> = { wake, concerns, isOver: false };
      signal.addEventListener('abort', wake);
      this.waiting.add(waiting);
    });
  }

  stop(): void {
    this.stopping.abort();
  }

  private async run(head: Position): Promise<void> {
    const { signal } = this.stopping;
    try {
      for await (const batch of this.reader.follow(head, signal)) {
        if (batch.events.length === 0) continue;
        const stretch = this.toStretch(batch.events, this.newest);
        this.add(stretch);
        const woken = await this.wake(stretch);
        // What is recorded meanwhile comes as one batch: the more readers, the larger the steps.
        const paceMs = Math.floor(woken * PACE_MS_PER_READER);
        if (paceMs > 0) await sleep(paceMs, undefined, { signal }).catch(() => undefined);
      }
    } catch (error) {
      this.failure = asError(error);
    }
    this.over = true;
    await this.wake();
  }

  private add(stretch: S): void {
    this.stretches.push(stretch);
    this.newest = stretch.position;
    this.bytes += stretch.size;
    while (this.bytes > TAIL_BYTES && this.stretches.length > 1) this.bytes -= this.stretches.shift()!.size;
  }

  /** Those whom a stretch concerns; all of them at the end. @returns how many */
  private async wake(stretch?: S): Promise<number> {
    const { waiting } = this;
    // Later waits are for the next batch.
    this.waiting = new Set();
    let woken = 0;
    for (const each of waiting) {
      if (each.isOver) continue;
      if (stretch && each.concerns?.(stretch) === false) this.waiting.add(each);
      else {
        each.wake();
        if (++woken % WOKEN_AT_ONCE === 0) await nextTurn();
      }
    }
    return woken;
  }
}

type Waiting<S> = {
  wake(): void;
  concerns: ((stretch: S) => boolean) | undefined;
  /** Also of one that is looked at while others are woken. */
  isOver: boolean;
};
