import type { JWTVerifyGetKey } from 'jose';
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { Fetch } from '../retrying-fetch.js';
import { SupportSessionRefused } from './session-refused.js';

const TYPE = 'support-session+jwt';
/** Characters. The service's own are a tenth of it. */
const MAX_LENGTH = 8_192;

/** A support session in which a request was sent. */
export type SupportSession = {
  sessionId: string;
  /** Who acts: the one to name in your own audit log. */
  engineer: string;
  workspace: string;
  grant: string;
  /** The owner who gave the grant, on whose behalf. */
  actingAs: string;
  /** ISO 8601, UTC. The session may end earlier. */
  expiresAt: string;
};

export type TokenNames = { issuer: string; audience: string };

/** What the signature of a session's token says. Whether the session lives, only the service knows. */
export class SessionTokenReader {
  private readonly keys: JWTVerifyGetKey;

  /** @param keysUrl of the JWKS, which is fetched when it is needed and kept for ten minutes */
  constructor(
    keysUrl: string,
    private readonly names: TokenNames,
    private readonly now: () => number,
    { fetch, timeoutMs }: { fetch: Fetch; timeoutMs: number },
  ) {
    this.keys = createRemoteJWKSet(new URL(keysUrl), {
      timeoutDuration: timeoutMs,
      [customFetch]: (url, init) => fetch(url, init),
    });
  }

  /** @throws SupportSessionRefused INVALID_TOKEN, SESSION_EXPIRED; UNAVAILABLE when the keys cannot be had */
  async read(token: string): Promise<SupportSession> {
    if (token.length > MAX_LENGTH) throw new SupportSessionRefused('INVALID_TOKEN');
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        ...this.names,
        typ: TYPE,
        algorithms: ['ES256', 'EdDSA'],
        requiredClaims: ['sub', 'act', 'workspace', 'grant', 'sid', 'exp'],
        currentDate: new Date(this.now()),
      });
      return toSession(payload);
    } catch (error) {
      throw new SupportSessionRefused(reasonOf(error), error);
    }
  }
}

/** Whether a bearer token says that it is of a support session; a product's own tokens do not. */
export function isSessionToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === TYPE;
  } catch {
    return false;
  }
}

type Claims = { sub?: string; act?: { sub?: unknown }; exp?: number; [claim: string]: unknown };

function toSession({ sub, act, workspace, grant, sid, exp = 0 }: Claims): SupportSession {
  const texts = { sessionId: sid, engineer: act?.sub, workspace, grant, actingAs: sub };
  if (Object.values(texts).some((text) => typeof text !== 'string'))
    throw new errors.JWTInvalid('a claim is no text');
  return { ...(texts as Omit<SupportSession, 'expiresAt'>), expiresAt: new Date(exp * 1_000).toISOString() };
}

/** Faults of the keys are not the bearer's. */
const KEY_FAULTS = [errors.JWKSInvalid, errors.JWKSTimeout, errors.JWKSMultipleMatchingKeys];

function reasonOf(error: unknown): 'SESSION_EXPIRED' | 'INVALID_TOKEN' | 'UNAVAILABLE' {
  if (error instanceof errors.JWTExpired) return 'SESSION_EXPIRED';
  const isOfKeys = KEY_FAULTS.some((kind) => error instanceof kind) || isGeneric(error);
  return isOfKeys ? 'UNAVAILABLE' : 'INVALID_TOKEN';
}

/** What is thrown when an answer that should be the keys has another status, or is not JSON, or there is none. */
const isGeneric = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC';
