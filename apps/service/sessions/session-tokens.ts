import type { SupportLogin } from '#domain';

/** What a session token says (docs/http.md). */
export type SessionClaims = {
  /** `PUBLIC_URL`. */
  iss: string;
  /** `SESSION_AUDIENCE`. */
  aud: string;
  /** The owner who gave the grant. */
  sub: string;
  /** RFC 8693: the engineer, who acts for the owner. */
  act: { sub: string };
  workspace: string;
  grant: string;
  sid: string;
  /** The same as `sid`. */
  jti: string;
  /** Seconds since 1970: the login's time. */
  iat: number;
  /** Seconds since 1970: the session's end, rounded down. */
  exp: number;
};

/** Injection token of {@link SessionTokens}. */
export const SESSION_TOKENS = Symbol('SESSION_TOKENS');

/** The tokens with which an engineer shows a session to whoever serves the workspace. */
export interface SessionTokens {
  /** Called with a login's event, also when its command was sent again: a token with the same claims, or none once the session is over. */
  issue(login: SupportLogin): Promise<string | undefined>;

  /**
   * Called by whoever holds a token of unknown worth: what it says, if it is one of ours and its time has not passed. It
   * does not tell whether the session is still live: {@link SessionTokens.introspect} does.
   */
  verify(token: string): Promise<SessionClaims | undefined>;

  /** Called for RFC 7662: the claims of a token whose session is live at this moment, by the log itself. */
  introspect(token: string): Promise<SessionClaims | undefined>;
}
