import type { Command, EpochMs, SupportAccessEvent } from '#domain';

/** Something that somebody does at one instant of the history. */
export type Step = {
  at: EpochMs;
  /** Of everything that it sends. */
  workspaceId: string;
  /** Asked when its time has come; nothing when what it was about did not come to be. */
  command: () => Command | undefined;
  /** Told what it led to. */
  learn?: (events: readonly SupportAccessEvent[]) => void;
  /** How far behind the clock of the host that it met was, in milliseconds. */
  clockBehindMs?: number;
};

/** What went on in the vendor's operations meanwhile. */
export type Circumstances = {
  from: EpochMs;
  until: EpochMs;
  /** Nothing recorded expiries: what fell due was recorded when it was over. */
  expiryDown: Span;
  /** One host's clock was 40 minutes behind. */
  clockBehind: Span;
  /** The vendor tried `REQUIRE_TICKET=true`. */
  ticketsRequired: Span;
};

export type Span = { from: EpochMs; until: EpochMs };

export const isIn = ({ from, until }: Span, at: EpochMs): boolean => at >= from && at < until;
