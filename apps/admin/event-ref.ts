import type { RecordedEvent } from '#event-store';

/** A reference to the event that a statement is based on, so that a reader can check it. */
export type EventRef = {
  id: string;
  revision: number;
  /** The position in this store; it is not valid in another. */
  position: string;
  chain: string;
};

export const refTo = ({ id, revision, position, chain }: RecordedEvent): EventRef => ({
  id,
  revision,
  position: `${position}`,
  chain,
});
