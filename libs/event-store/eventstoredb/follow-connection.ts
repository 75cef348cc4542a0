import type { Position } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import type { Connection } from './connection.js';
import type { FollowedLog, LogPage } from './follow.js';
import { LogSignal } from './log-signal.js';
import { NewestEvent } from './newest-event.js';
import { FILTER_PREFIX, logPage, PAGE_EVENTS } from './reads.js';
import { fromStored } from './stored-form.js';

/** What the follower's reader does for it. */
type FollowParts = Pick<FollowedLog, 'leaderHead'> & {
  connect: () => Connection;
  /** Told of what was read. */
  newest: NewestEvent;
  /** @param read the newest event that this follower has read. @throws LogReplacedError, StoreUnavailableError */
  verify: (read: NewestEvent) => Promise<void>;
};

/** A connection that one follower has for itself, so that it can leave a node without taking others' calls with it. */
export class FollowConnection implements FollowedLog {
  readonly leaderHead: FollowedLog['leaderHead'];
  /** Of its own: looking for the end of the log may have met newer events, of another log, by then. */
  readonly #read = new NewestEvent();
  #connection: Connection | undefined;

  constructor(private readonly parts: FollowParts) {
    this.leaderHead = parts.leaderHead;
  }

  verify(): Promise<void> {
    return this.parts.verify(this.#read);
  }

  /**
   * Reads whatever is in the log and leaves out what is others'. A page begins with the event that was read last: if it does
   * not, the log may have been replaced and have grown past that place since, which is asked before anything is taken from it.
   */
  async pageAfter(position: Position): Promise<LogPage> {
    const connection = (this.#connection ??= this.parts.connect());
    const from = position === LOG_START ? undefined : position;
    const page = await connection.led(() => logPage(connection, 'forwards', from));
    const [first] = page;
    if (from !== undefined && (first?.position.commit !== from || this.#read.isReplacedBy(first)))
      await this.verify();
    const events = page
      .filter(
        ({ streamId, position: { commit } }) =>
          commit > position && streamId.startsWith(connection.namespace + FILTER_PREFIX),
      )
      .map((event) => fromStored(event, connection.namespace));
    this.#read.note(events);
    this.parts.newest.note(events);
    const end = page.at(-1)?.position.commit ?? position;
    return { events, readTo: end > position ? end : position, isLast: page.length < PAGE_EVENTS };
  }

  signalAfter(position: Position): LogSignal {
    return new LogSignal((this.#connection ??= this.parts.connect()), position);
  }

  leaveNode(): void {
    void this.close();
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }
}
