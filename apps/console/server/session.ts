import type { EpochMs } from '#domain';
import type { ConsoleFacts } from '../facts.js';

export type User = ConsoleFacts['user'];

export type Tokens = {
  accessToken: string;
  /** Absent: the session ends with the access token. */
  refreshToken?: string;
  /** When the access token expires. */
  expiresAt: EpochMs;
};

/** What signing in gives. */
export type SignedIn = { user: User; tokens: Tokens };

/** Somebody who is signed in, in one browser. */
export type Session = SignedIn & { id: string; signedInAt: EpochMs };

/** A session ends after so long without input. */
export const IDLE_MS = 30 * 60_000;
/** A session ends so long after the sign-in, whatever happens. */
export const LONGEST_MS = 12 * 3_600_000;

/** When a session ends whatever happens. */
export const endOf = ({ signedInAt, tokens }: Session): EpochMs =>
  tokens.refreshToken === undefined
    ? Math.min(signedInAt + LONGEST_MS, tokens.expiresAt)
    : signedInAt + LONGEST_MS;
