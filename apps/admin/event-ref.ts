import type { RecordedEvent } from '#event-store';

/** Where in the log something is said, so that whoever doubts it can look there. */
export type EventRef = {
  id: string;
  revision: number;
  /** A place in this store, of no meaning in another. */
  position: string;
  chain: string;
};

export const refTo = ({ id, revision, position, chain }: RecordedEvent): EventRef => ({
  id,
  revision,
  position: `${position}`,
  chain,
});
