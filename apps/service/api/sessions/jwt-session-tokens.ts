import type { LocalJWKSet } from 'jose';
import { createLocalJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import type { WorkspaceFolds } from '#commands';
import type { Clock } from '#config';
import type { SupportLogin } from '#domain';
import { ownerOfLiveSession, streamOf, toEpochMs } from '#domain';
import { LogDamagedError } from '#evidence';
import type { SessionKeys } from './session-keys.js';
import type { SessionClaims, SessionTokens } from './session-tokens.js';

const TYPE = 'support-session+jwt';

/** Whose tokens they are and for whom; `issuer` is asked each time, since a free port is known only once it is taken. */
export type TokenNames = { issuer: () => string; audience: string };

/** {@link SessionTokens} as JWTs, signed by the algorithm of the key. */
export class JwtSessionTokens implements SessionTokens {
  readonly #keys: LocalJWKSet;

  constructor(
    private readonly keys: SessionKeys,
    private readonly folds: Pick<WorkspaceFolds, 'get'>,
    private readonly clock: Clock,
    private readonly names: TokenNames,
  ) {
    this.#keys = createLocalJWKSet(keys.published);
  }

  async issue(login: SupportLogin): Promise<string | undefined> {
    const { workspaceId, grantId, sessionId, engineer, at, sessionExpiresAt } = login;
    const owner = await this.#ownerOf({ workspaceId, grantId, sessionId });
    const exp = wholeSeconds(sessionExpiresAt);
    // In the last part of a second the session goes on and its token is over: there is none to give any more.
    if (owner === undefined || this.clock.now() >= exp * 1000) return undefined;
    const { kid, alg, key } = this.keys.signing;
    const claims: SessionClaims = {
      iss: this.names.issuer(),
      aud: this.names.audience,
      sub: owner,
      act: { sub: engineer.id },
      workspace: workspaceId,
      grant: grantId,
      sid: sessionId,
      jti: sessionId,
      iat: wholeSeconds(at),
      exp,
    };
    return new SignJWT(claims).setProtectedHeader({ alg, typ: TYPE, kid }).sign(key);
  }

  async verify(token: string): Promise<SessionClaims | undefined> {
    try {
      const { payload } = await jwtVerify<SessionClaims>(token, this.#keys, {
        algorithms: this.keys.algorithms,
        typ: TYPE,
        issuer: this.names.issuer(),
        audience: this.names.audience,
        requiredClaims: ['sub', 'act', 'workspace', 'grant', 'sid', 'jti', 'exp'],
        currentDate: new Date(this.clock.now()),
      });
      return isOurs(payload) ? payload : undefined;
    } catch (error) {
      // The keys are here, so whatever is wrong is the token.
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  async introspect(token: string): Promise<SessionClaims | undefined> {
    const claims = await this.verify(token);
    if (!claims) return undefined;
    const { workspace: workspaceId, grant: grantId, sid: sessionId } = claims;
    const owner = await this.#ownerOf({ workspaceId, grantId, sessionId });
    return owner === undefined ? undefined : claims;
  }

  /** @returns undefined when the session or its grant is over, by everything in the log */
  async #ownerOf(session: { workspaceId: string; grantId: string; sessionId: string }) {
    try {
      const { state } = await this.folds.get(streamOf(session.workspaceId), 'exact');
      return ownerOfLiveSession(state, session, this.clock.now());
    } catch (error) {
      // Nobody is in a workspace whose stream cannot be believed.
      if (error instanceof LogDamagedError) return undefined;
      throw error;
    }
  }
}

/** Holds for all that {@link JwtSessionTokens.issue} has signed; the keys may have signed other things by mistake. */
const isOurs = ({ sub, act, workspace, grant, sid, jti }: Partial<SessionClaims>): boolean =>
  [sub, act?.sub, workspace, grant, sid].every((each) => typeof each === 'string') && jti === sid;

/** Down: a token never outlives its session. */
const wholeSeconds = (instant: string): number => Math.floor(toEpochMs(instant) / 1000);
