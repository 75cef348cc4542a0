import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Batch, Position } from '../event-store.js';
import type { RecordedEvent } from '../recorded-event.js';
import { retry } from '../retry.js';
import type { CommitSignal } from './commit-signal.js';
import type { FileIdentity } from './file-identity.js';
import type { LogReader } from './log-reader.js';
import { PageSize } from './page-size.js';

/** How often to look for commits of other processes, which nobody announces here. */
const POLL_MS = 100;
/** While the engine refuses a read. */
const WAITS = { firstMs: 50, maxMs: 5_000 };
/** Past every position. */
export const LOG_END: Position = 2n ** 62n;

/** Keeps up with the log; see {@link EventReader.follow}. @throws LogReplacedError */
export async function* follow(
  reader: LogReader,
  identity: FileIdentity,
  commits: CommitSignal,
  after: Position,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  const pageSize = new PageSize();
  let position = after;
  let endIsKnown = false;
  let dataVersion: number | undefined;
  while (!signal.aborted) {
    const seen = commits.count;
    const limit = pageSize.events;
    identity.requireSame();
    const read = (): RecordedEvent[] => {
      // Before the page: a commit between the two is seen again, not missed.
      const version = reader.dataVersion();
      if (endIsKnown && version === dataVersion) return [];
      const events = reader.after(position, LOG_END, limit);
      // Not before that: what could not be read is read again, although nothing was committed since.
      dataVersion = version;
      return events;
    };
    const page = await retry(read, { signal, ...WAITS }).catch(() => undefined);
    if (page === undefined) return;
    pageSize.learn(page);
    position = page.at(-1)?.position ?? position;
    const caughtUp = page.length < limit;
    if (page.length > 0 || !endIsKnown) yield { events: page, position, caughtUp };
    endIsKnown = caughtUp;
    if (caughtUp) await commits.after(seen, POLL_MS, signal);
    // Pages are read synchronously: between two of them everyone else has a turn.
    else await nextTurn();
  }
}
