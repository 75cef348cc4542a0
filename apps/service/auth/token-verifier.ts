import type { JWTVerifyGetKey, ProtectedHeaderParameters } from 'jose';
import { errors, jwtVerify } from 'jose';
import type { Principal } from './principal.js';
import type { ClaimNames } from '#auth';
import { DEFAULT_CLAIMS } from '#auth';
import { readPrincipal } from './read-principal.js';

/** The token is not valid. `reason` is for the caller. */
export class InvalidTokenError extends Error {
  readonly code = 'INVALID_TOKEN';
}

/** The issuer's keys are not available, so the token cannot be checked. */
export class KeysUnavailableError extends Error {
  readonly code = 'KEYS_UNAVAILABLE';
}

/** The accepted algorithms: asymmetric signatures only. */
const ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];

/** Accepted difference between the issuer's clock and ours. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** Verified tokens are cached this long, because a signature check costs as much as a whole call. */
const REMEMBERED_MS = 10_000;
const REMEMBERED = 5_000;

type Remembered = { principal: Principal; since: number };

/** Checks bearer tokens (JWTs) of one issuer for one audience. */
export class TokenVerifier {
  readonly #good = new Map<string, Remembered>();

  constructor(
    private readonly keys: JWTVerifyGetKey,
    private readonly expected: { issuer: string; audience: string; algorithms?: string[] },
    readonly claims: ClaimNames = DEFAULT_CLAIMS,
    private readonly rememberedMs = REMEMBERED_MS,
  ) {}

  /**
   * @throws InvalidTokenError when it is forged, expired, for another audience, or not a bearer token
   * @throws KeysUnavailableError when the keys cannot be fetched now
   */
  async verify(token: string): Promise<Principal> {
    const known = this.known(token);
    if (known) return known;
    this.#good.delete(token);
    const principal = await this.#check(token);
    this.#good.set(token, { principal, since: performance.now() });
    if (this.#good.size > REMEMBERED) this.#good.delete(this.#good.keys().next().value!);
    return principal;
  }

  /** The caller of a token that was verified a moment ago; otherwise undefined. */
  known(token: string): Principal | undefined {
    const remembered = this.#good.get(token);
    return remembered && this.#stillHolds(remembered) ? remembered.principal : undefined;
  }

  #stillHolds({ principal, since }: Remembered): boolean {
    const isFresh = performance.now() - since < this.rememberedMs;
    return isFresh && Date.now() < principal.expiresAt + CLOCK_TOLERANCE_SECONDS * 1000;
  }

  async #check(token: string): Promise<Principal> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys, {
        algorithms: ALGORITHMS,
        ...this.expected,
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      requireBearerType(protectedHeader);
      const principal = readPrincipal(payload, this.claims);
      if (principal) return principal;
      throw new InvalidTokenError(`"${this.claims.subject}" must name the user`);
    } catch (error) {
      if (error instanceof InvalidTokenError) throw error;
      if (isAboutTheToken(error)) throw new InvalidTokenError(error.message, { cause: error });
      throw new KeysUnavailableError('the keys of the token issuer could not be fetched', { cause: error });
    }
  }
}

/** Refuses tokens of support sessions: they give access to a workspace, not to this API. */
function requireBearerType({ typ }: ProtectedHeaderParameters): void {
  if (typ !== undefined && !/^(application\/)?(at\+)?jwt$/i.test(typ))
    throw new InvalidTokenError('tokens of this type are not accepted here');
}

const isAboutTheToken = (error: unknown): error is Error =>
  error instanceof errors.JWTClaimValidationFailed ||
  error instanceof errors.JWTExpired ||
  error instanceof errors.JWTInvalid ||
  error instanceof errors.JWSInvalid ||
  error instanceof errors.JWSSignatureVerificationFailed ||
  error instanceof errors.JOSEAlgNotAllowed ||
  error instanceof errors.JOSENotSupported ||
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys;
