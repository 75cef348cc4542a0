import type { Position, RecordedEvent } from '#event-store';

/** Consecutive events of the log in the form in which readers take them, made once for however many readers. */
export type Stretch = {
  /** What a reader has who needs all of it. */
  readonly after: Position;
  /** Where it brings a reader to. */
  readonly position: Position;
  /** How much memory it takes, in bytes, about. */
  readonly size: number;
};

/** Makes a stretch of events that follow a position; of none, an empty one that stays there. */
export type ToStretch<S extends Stretch> = (events: readonly RecordedEvent[], after: Position) => S;

/** Bytes for a reader who has everything up to some position, and the position that they bring it to. */
export type Piece = {
  bytes: Buffer;
  position: Position;
  /** Nothing may be told to this reader after it. */
  isLast?: true;
};
