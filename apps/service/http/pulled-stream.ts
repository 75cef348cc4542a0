import { Readable } from 'node:stream';

/**
 * A stream that is produced on demand. The source's signal is aborted as soon as the reader is gone; with `Readable.from` a waiting source
 * would learn that only at its next chunk.
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
      // There is no reader left for an error of the source.
      void chunks.return(undefined).catch(() => undefined);
      done(error);
    },
  });
}
