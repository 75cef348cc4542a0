import type { Batch, EventReader, Position } from '#event-store';
import type { DamageWatch } from './damage-watch.js';

/** Asks only while the log is not known to be replaced; an answer that comes as that is found out is kept back. @throws LogReplacedError */
export async function unlessReplaced<T>(logReplaced: AbortSignal, question: () => Promise<T>): Promise<T> {
  logReplaced.throwIfAborted();
  const answer = await question();
  logReplaced.throwIfAborted();
  return answer;
}

/**
 * The log for those who hand it out over HTTP. Once it was found to be replaced, reading it is refused, and what follows it ends.
 * What a read brings to light is told to the watch.
 */
export function watchedReader(
  reader: EventReader,
  watch: Pick<DamageWatch, 'logReplaced' | 'notice'>,
): EventReader {
  const { logReplaced } = watch;
  const asked = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      watch.notice(error);
      throw error;
    }
  };
  const refused = <T>(question: () => Promise<T>): Promise<T> =>
    unlessReplaced(logReplaced, () => asked(question));
  async function* checked<T>(
    source: AsyncIterable<T>,
    check: () => Promise<void>,
  ): AsyncGenerator<T, void, void> {
    const iterator = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await refused(() => iterator.next());
        if (next.done) return;
        await refused(check);
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  // Asked after each page is read: what a log that took the place of this one holds must not be given as its continuation.
  const pages = <T>(source: AsyncIterable<T>): AsyncGenerator<T, void, void> =>
    checked(source, () => reader.requireSameLog());
  // Looks for that itself.
  const follow = (after: Position, signal: AbortSignal): AsyncGenerator<Batch, void, void> =>
    checked(reader.follow(after, AbortSignal.any([signal, logReplaced])), async () => undefined);
  return {
    ...(reader.isSoleWriter && { isSoleWriter: reader.isSoleWriter }),
    readStream: (stream, fromRevision) => pages(reader.readStream(stream, fromRevision)),
    readAll: (after) => pages(reader.readAll(after)),
    eventAt: (position) => refused(() => reader.eventAt(position)),
    findCommand: (stream, commandId) => refused(() => reader.findCommand(stream, commandId)),
    // A number alone: checks are answered with it, and say that the log was replaced.
    head: () => asked(() => reader.head()),
    readCheckpoints: (fromRevision) => pages(reader.readCheckpoints(fromRevision)),
    lastCheckpoint: () => refused(() => reader.lastCheckpoint()),
    follow,
    requireSameLog: () => refused(() => reader.requireSameLog()),
    health: () => reader.health(),
    close: () => reader.close(),
  };
}
