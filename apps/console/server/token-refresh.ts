import { hash } from 'node:crypto';
import type { Clock } from '#config';
import type { Session, SignedIn } from './session.js';

/** Tokens are refreshed so long before they expire. */
const EARLY_MS = 30_000;
/** How long a refresh is remembered, for requests that were sent with the cookie of before. */
const REMEMBERED_MS = 30_000;
const MAX_REMEMBERED = 10_000;

/** The session's tokens have expired, and there are no others to be had. */
export class SessionEndedError extends Error {
  readonly code = 'SESSION_ENDED';
  constructor(options?: ErrorOptions) {
    super('the session has ended', options);
  }
}

/** Exchanges the refresh token of a session. Rejects with {@link SessionEndedError} when it is refused, and with anything else when there is no answer. */
export type Exchange = (session: Session) => Promise<SignedIn>;

/**
 * Fresh tokens for a session. Requests that arrive together share one refresh, because identity providers end a session whose refresh token
 * comes twice. Each process remembers its own: where several serve, the provider must allow a token again for some seconds.
 */
export class TokenRefresh {
  /** By hash of the refresh token, oldest first. */
  private readonly flights = new Map<string, Promise<SignedIn>>();

  constructor(
    private readonly exchange: Exchange,
    private readonly clock: Clock,
  ) {}

  /**
   * The session with an access token that is good for some time.
   * @returns the same object when nothing was refreshed
   * @throws SessionEndedError; anything else when the identity provider does not answer
   */
  async fresh(session: Session): Promise<Session> {
    const { refreshToken, expiresAt } = session.tokens;
    const now = this.clock.now();
    if (now < expiresAt - EARLY_MS) return session;
    if (refreshToken === undefined) {
      if (now < expiresAt) return session;
      throw new SessionEndedError();
    }
    const { user, tokens } = await this.shared(refreshToken, session);
    return { ...session, user, tokens };
  }

  private shared(refreshToken: string, session: Session): Promise<SignedIn> {
    const key = hash('sha256', refreshToken, 'base64url');
    const known = this.flights.get(key);
    if (known) return known;
    const flight = this.exchange(session);
    this.flights.set(key, flight);
    const forget = (): void => void (this.flights.get(key) === flight && this.flights.delete(key));
    const remember = (): void => void setTimeout(forget, REMEMBERED_MS).unref();
    // Refused once, it is refused for good; without an answer it may be tried again.
    flight.then(remember, (error) => (error instanceof SessionEndedError ? remember() : forget()));
    for (const oldest of this.flights.keys()) {
      if (this.flights.size <= MAX_REMEMBERED) break;
      this.flights.delete(oldest);
    }
    return flight;
  }
}
