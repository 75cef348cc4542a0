import type { JWTPayload } from 'jose';
import { decodeJwt } from 'jose';
import type {
  ClientAuth,
  Configuration,
  TokenEndpointResponse,
  TokenEndpointResponseHelpers,
} from 'openid-client';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  None,
  refreshTokenGrant,
  ResponseBodyError,
  tokenRevocation,
} from 'openid-client';
import { claimAt, rolesIn } from '#auth';
import type { AuthConfig, OidcClient } from '#config';
import type { Session, SignedIn, User } from './session.js';
import { SessionEndedError } from './token-refresh.js';

/** The provider gave tokens that the API would not take. The message is for operators. */
export class UnsuitableTokenError extends Error {
  readonly code = 'UNSUITABLE_TOKEN';
}

/** What only this sign-in knows, to be compared with what comes back. */
export type SignInSecrets = { state: string; nonce: string; verifier: string };

const TIMEOUT_SECONDS = 5;
/** A provider's addresses are looked up again after so long. */
const DISCOVERED_MS = 3_600_000;

type Answer = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** The identity provider of `AUTH_ISSUER`, with the console as its client: authorization code flow with PKCE, `state` and `nonce`. */
export class IdentityProvider {
  private discovered: Promise<Configuration> | undefined;

  constructor(
    private readonly auth: Extract<AuthConfig, { kind: 'jwks' }>,
    private readonly client: OidcClient,
  ) {}

  /** Where a person signs in. */
  async signInUrl(redirectUri: string, { state, nonce, verifier }: SignInSecrets): Promise<URL> {
    return buildAuthorizationUrl(await this.configuration(), {
      ...this.client.parameters,
      redirect_uri: redirectUri,
      scope: this.client.scopes,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
  }

  /**
   * The person who comes back with a code.
   * @param callback the redirect URI with the provider's answer in its query
   * @throws errors of openid-client; UnsuitableTokenError
   */
  async finish(callback: URL, { state, nonce, verifier }: SignInSecrets): Promise<SignedIn> {
    const checks = {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    };
    const answer = await authorizationCodeGrant(
      await this.configuration(),
      callback,
      checks,
      this.tokenParameters,
    );
    return this.signedIn(answer, { ...answer.claims() });
  }

  /** New tokens. @throws SessionEndedError when the provider refuses; other errors when it does not answer */
  async refresh({ user, tokens }: Session): Promise<SignedIn> {
    const { refreshToken = '' } = tokens;
    try {
      const configuration = await this.configuration();
      const answer = await refreshTokenGrant(configuration, refreshToken, this.tokenParameters);
      return this.signedIn({ refresh_token: refreshToken, ...answer }, { ...user });
    } catch (error) {
      if (isEnd(error)) throw new SessionEndedError({ cause: error });
      throw error;
    }
  }

  /**
   * Takes back the refresh token, as far as the provider answers. @returns where the person ends their session there, without a token in
   * it: an `id_token_hint` would show one to the browser
   */
  async end({ tokens: { refreshToken } }: Session, returnTo: string): Promise<string | undefined> {
    try {
      const configuration = await this.configuration();
      const { revocation_endpoint: revocation, end_session_endpoint: end } = configuration.serverMetadata();
      if (revocation !== undefined && refreshToken !== undefined)
        await tokenRevocation(configuration, refreshToken).catch(() => undefined);
      if (end === undefined) return undefined;
      return buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo }).href;
    } catch {
      return undefined;
    }
  }

  private configuration(): Promise<Configuration> {
    if (this.discovered) return this.discovered;
    const { clientId, clientSecret } = this.client;
    const issuer = new URL(this.auth.issuer);
    const discovered = discovery(issuer, clientId, undefined, authenticationBy(clientSecret), {
      timeout: TIMEOUT_SECONDS,
      // oxlint-disable-next-line typescript/no-deprecated -- deprecated to stand out; the configuration allows http on loopback alone
      execute: issuer.protocol === 'http:' ? [allowInsecureRequests] : [],
    });
    this.discovered = discovered;
    const forget = (): void => void (this.discovered === discovered && (this.discovered = undefined));
    discovered.then(() => setTimeout(forget, DISCOVERED_MS).unref(), forget);
    return discovered;
  }

  /** RFC 8707: tokens for a resource are asked for by its name again. */
  private get tokenParameters(): Record<string, string> {
    const { resource } = this.client.parameters;
    return resource === undefined ? {} : { resource };
  }

  /** @throws UnsuitableTokenError */
  private signedIn(
    answer: Pick<Answer, 'access_token' | 'refresh_token'>,
    identity: Readonly<Record<string, unknown>>,
  ): SignedIn {
    const { access_token: accessToken, refresh_token: refreshToken } = answer;
    const claims = this.claimsOf(accessToken);
    return {
      user: this.userOf(claims, identity),
      tokens: {
        accessToken,
        ...(refreshToken !== undefined && { refreshToken }),
        expiresAt: claims.exp! * 1_000,
      },
    };
  }

  /** Not verified: it comes from the provider itself, and the API verifies it at every call. */
  private claimsOf(accessToken: string): JWTPayload {
    let claims: JWTPayload;
    try {
      claims = decodeJwt(accessToken);
    } catch (error) {
      throw new UnsuitableTokenError('the access token is no JWT, which the API needs', { cause: error });
    }
    if (typeof claims.exp !== 'number') throw new UnsuitableTokenError('the access token has no "exp"');
    if (![claims.aud].flat().includes(this.auth.audience))
      throw new UnsuitableTokenError(
        'the "aud" of the access token does not name AUTH_AUDIENCE: CONSOLE_AUTHORIZATION_PARAMETERS may ask for it',
      );
    return claims;
  }

  private userOf(claims: JWTPayload, identity: Readonly<Record<string, unknown>>): User {
    const id = claimAt(claims, this.auth.claims.subject);
    if (typeof id !== 'string' || id === '')
      throw new UnsuitableTokenError('the access token does not have the claim AUTH_SUBJECT_CLAIM');
    const textOf = (name: 'name' | 'email'): string | undefined =>
      [claims[name], identity[name]].find((value) => typeof value === 'string');
    const [name, email] = [textOf('name'), textOf('email')];
    return {
      id,
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      roles: rolesIn(claimAt(claims, this.auth.claims.roles)),
    };
  }
}

/** By the secret as the provider takes it, in the header unless it wants it in the form; by PKCE alone without one. */
function authenticationBy(clientSecret: string | undefined): ClientAuth {
  if (clientSecret === undefined) return None();
  const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
  return (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: taken = ['client_secret_basic'] } = server;
    (taken.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

/** Whether the provider has refused a refresh token for good. A client that it does not know is a mistake of the configuration. */
const isEnd = (error: unknown): boolean =>
  error instanceof ResponseBodyError &&
  (error.error === 'invalid_grant' || (error.status === 400 && error.error !== 'invalid_client'));
