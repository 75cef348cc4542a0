import { Readable } from 'node:stream';

/**
 * Bytes that are made when they are asked for. The source's signal aborts as soon as nobody will take any more: with
 * `Readable.from` a source that waits would first have to come to its next chunk to be told.
 */
export function pulledStream(source: (signal: AbortSignal) => AsyncGenerator<Buffer>): Readable {
  const gone = new AbortController();
  const chunks = source(gone.signal);
  return new Readable({
    read(): void {
      chunks.next().then(
        ({ done, value }) => this.push(done === true ? null : value),
        (error: Error) => this.destroy(error),
      );
    },
    destroy(error, done): void {
      gone.abort();
      // What it says to that has nobody to go to.
      void chunks.return(undefined).catch(() => undefined);
      done(error);
    },
  });
}
