import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import type { UserRole } from '#auth';

export type Account = { roles: readonly UserRole[]; name: string; email: string };

/** Who can sign in, by the login that the provider's page asks for; any password will do. */
export const ACCOUNTS: Readonly<Record<string, Account>> = {
  olivia: { roles: ['owner'], name: 'Olivia Hart', email: 'olivia@acme.example' },
  erin: { roles: ['engineer'], name: 'Erin Doyle', email: 'erin@vendor.example' },
  audrey: { roles: ['auditor'], name: 'Audrey Lind', email: 'audrey@vendor.example' },
};

/** The name of the API at the provider (RFC 8707). */
export const RESOURCE = 'https://support.example/api';
export const AUDIENCE = 'support-access';

/** A client that is no person's: it gets tokens for its secret. */
export const PROGRAM = 'program';
export const PROGRAM_SCOPE = 'kafka';

type Options = {
  /** The console's own address. */
  consoleUrl: string;
  accessTokenSeconds?: number;
  /** Adds so many characters to every access token. */
  padding?: number;
  /** The console as a client without a secret. */
  isPublic?: boolean;
};

/**
 * A real OpenID provider (oidc-provider) on loopback: JWT access tokens for the API with roles in them, refresh tokens that are good once,
 * and sign-out. Its own pages ask for a login and for consent.
 */
export class IdentityProvider {
  /** Refreshes that it granted, and refused; and how often it is asked to take a refresh token back. */
  refreshes = 0;
  refusedRefreshes = 0;
  revocations = 0;
  /** Tokens that programs got for their secret. */
  programTokens = 0;
  private isPaused = false;
  readonly clientSecret = randomBytes(16).toString('hex');

  private constructor(
    private readonly server: Server,
    private readonly options: Required<Options>,
  ) {}

  static async open(given: Options): Promise<IdentityProvider> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const options = { accessTokenSeconds: 600, padding: 0, isPublic: false, ...given };
    const provider = new IdentityProvider(server, options);
    const oidc = quietly(() => new Provider(provider.issuer, provider.configuration()));
    oidc.on('grant.success', ({ oidc: { params } }) => {
      if (params?.['grant_type'] === 'client_credentials') provider.programTokens += 1;
      if (params?.['grant_type'] === 'refresh_token') provider.refreshes += 1;
    });
    oidc.on('grant.error', ({ oidc: { params } }) => {
      if (params?.['grant_type'] === 'refresh_token') provider.refusedRefreshes += 1;
    });
    oidc.on('refresh_token.destroyed', () => (provider.revocations += 1));
    const answer = oidc.callback();
    server.on('request', (request, response) => {
      if (provider.isPaused) request.socket.destroy();
      else void answer(request, response);
    });
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The variables of a service whose people sign in here; the secret is in a file that the caller makes. */
  environment(): Record<string, string> {
    return {
      AUTH_ISSUER: this.issuer,
      AUTH_JWKS_URL: `${this.issuer}/jwks`,
      AUTH_AUDIENCE: AUDIENCE,
      CONSOLE_CLIENT_ID: 'console',
      CONSOLE_AUTHORIZATION_PARAMETERS: new URLSearchParams({ resource: RESOURCE }).toString(),
    };
  }

  /** Seconds until new access tokens expire, from now on. */
  set accessTokenSeconds(seconds: number) {
    this.options.accessTokenSeconds = seconds;
  }

  /** Breaks every connection, until {@link resume}. */
  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private configuration(): Configuration {
    const { options } = this;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    return {
      clients: [
        {
          client_id: 'console',
          ...(options.isPublic
            ? { token_endpoint_auth_method: 'none' }
            : { client_secret: this.clientSecret }),
          redirect_uris: [`${options.consoleUrl}/console/callback`],
          post_logout_redirect_uris: [`${options.consoleUrl}/console/signed-out`],
          grant_types: ['authorization_code', 'refresh_token'],
        },
        {
          client_id: PROGRAM,
          client_secret: this.clientSecret,
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
        },
      ],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }] },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
      // Names are in the ID token, as most providers have it.
      conformIdTokenClaims: false,
      findAccount: (_context, sub) => {
        const account = ACCOUNTS[sub];
        return (
          account && {
            accountId: sub,
            claims: () => ({ sub, name: account.name, email: account.email }),
          }
        );
      },
      extraTokenClaims: (_context, token) => ({
        roles: 'accountId' in token ? ACCOUNTS[token.accountId]?.roles : [],
        ...(options.padding > 0 && {
          groups: randomBytes(options.padding).toString('base64url').slice(0, options.padding),
        }),
      }),
      ttl: {
        AccessToken: () => options.accessTokenSeconds,
        ClientCredentials: () => options.accessTokenSeconds,
        Grant: 86_400,
        IdToken: 3_600,
        Interaction: 3_600,
        RefreshToken: 86_400,
        Session: 86_400,
      },
      issueRefreshToken: () => true,
      rotateRefreshToken: true,
      features: {
        devInteractions: { enabled: true },
        clientCredentials: { enabled: true },
        revocation: { enabled: true, allowedPolicy: () => true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            scope: PROGRAM_SCOPE,
            audience: AUDIENCE,
            accessTokenFormat: 'jwt',
            accessTokenTTL: options.accessTokenSeconds,
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
    };
  }
}

/** The provider warns that its pages and its memory are for development, which is what a test is. */
function quietly<T>(make: () => T): T {
  // oxlint-disable-next-line eslint/no-console -- put back at once
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return make();
  } finally {
    console.warn = warn;
  }
}
