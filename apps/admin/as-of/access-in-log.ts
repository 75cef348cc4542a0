import { streamOf } from '#domain';
import type { Position } from '#event-store';
import { LOG_START } from '#event-store';
import type { LogReader } from '../api/log-reader.js';
import { unknownWorkspace } from '../unknown-workspace.js';
import type { Access, AsOf } from './access-at.js';
import { AccessAt } from './access-at.js';

/** Some 100 MB. */
const MAX_AT_ONCE = 50_000;

export type InLogOptions = {
  asOf: AsOf;
  /** The events up to this position count: the head of the log when it was asked. */
  upTo: Position;
  signal: AbortSignal;
  /** Told of every page: how far in the log. */
  onProgress?: (position: Position) => void;
  mostAtOnce?: number;
};

/**
 * One workspace: its stream is all there is to read.
 * @returns undefined if it cannot be entered and nothing waits for an answer
 * @throws NoAnswerError if the log has no such workspace
 */
export async function accessInWorkspace(
  reader: LogReader,
  workspaceId: string,
  { asOf, upTo, signal }: InLogOptions,
): Promise<Access | undefined> {
  const access = new AccessAt(asOf);
  let isKnown = false;
  for await (const page of reader.readStream(streamOf(workspaceId))) {
    signal.throwIfAborted();
    for (const event of page) {
      if (event.position > upTo) break;
      access.add(event);
      isKnown = true;
    }
  }
  if (!isKnown) throw unknownWorkspace(workspaceId);
  return access.sorted()[0];
}

/**
 * Every workspace that could be entered or was asked, by workspace id. In flat memory: when more are open than may be held at once, the
 * later half is left for another pass over the log. One pass does for 50,000 that are open at the same time.
 */
export async function* accessInLog(
  reader: LogReader,
  { asOf, upTo, signal, onProgress, mostAtOnce = MAX_AT_ONCE }: InLogOptions,
): AsyncGenerator<Access> {
  for (let from: string | undefined = ''; from !== undefined;) {
    let before: string | undefined;
    const access = new AccessAt(asOf);
    for await (const page of reader.readAll(LOG_START)) {
      signal.throwIfAborted();
      for (const event of page) {
        if (event.position > upTo) break;
        if (event.stream < from || (before !== undefined && event.stream >= before)) continue;
        access.add(event);
        if (access.size > mostAtOnce) before = access.halve();
      }
      onProgress?.(page.at(-1)!.position);
    }
    yield* access.sorted();
    from = before;
  }
}
