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

/** The tokens with which an engineer proves a session to the product that serves the workspace. */
export interface SessionTokens {
  /** Called with a login's event, also when its command was sent again: a token with the same claims, or none once the session is over. */
  issue(login: SupportLogin): Promise<string | undefined>;

  /**
   * The claims of a token that this service issued and that has not expired. It does not say whether the session is still live; see
   * {@link SessionTokens.introspect}.
   */
  verify(token: string): Promise<SessionClaims | undefined>;

  /** Called for RFC 7662: the claims of a token whose session is live at this moment, by the log itself. */
  introspect(token: string): Promise<SessionClaims | undefined>;
}
