import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { errors } from 'jose';
import { isPersonId, PERSON_ID_MESSAGE } from '#domain';
import { startConstantTime } from '../http/constant-time-404.js';
import { ProblemError, unavailable } from '../http/problem-error.js';
import { noteSubject } from '../http/security-log.js';
import { SubjectLimits } from '../http/subject-limits.js';
import { admit, callerOf } from './access.js';
import type { Row } from './authorization.js';
import { reachOf, rowOf } from './authorization.js';
import type { Principal } from './principal.js';
import { InvalidTokenError, KeysUnavailableError, TokenVerifier } from './token-verifier.js';

/** Admits callers by the table in authorization.ts. A route without a row is closed. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly limits: SubjectLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    await this.admit(request, rowOf(request.method, request.routeOptions.url ?? ''));
    return true;
  }

  /**
   * Synchronous when the token is cached and its calls are not rate-limited. A caller who was admitted already, before the body was read, is
   * not counted again.
   * @throws ProblemError 401, 403, 429 or 503, thrown or as a rejection
   */
  admit(request: FastifyRequest, row: Row | undefined): Promise<void> | undefined {
    if (row?.for === 'everybody' || callerOf(request) !== undefined) return undefined;
    const token = tokenOf(request);
    const known = this.verifier.known(token);
    if (!known) return this.verify(token).then((principal) => this.count(request, row, principal));
    return this.count(request, row, known);
  }

  private count(
    request: FastifyRequest,
    row: Row | undefined,
    principal: Principal,
  ): Promise<void> | undefined {
    noteSubject(request, principal.id);
    const counted = this.limits.countCall(principal);
    if (counted) return counted.then(() => this.pass(request, row, principal));
    this.pass(request, row, principal);
    return undefined;
  }

  private pass(request: FastifyRequest, row: Row | undefined, principal: Principal): void {
    const reach = reachOf(principal, row);
    if (reach === undefined) throw new ProblemError(403, 'FORBIDDEN', this.whyNot(principal, row));
    if (!isPersonId(principal.id))
      throw new ProblemError(
        403,
        'FORBIDDEN',
        `the subject of the token cannot be recorded: ${PERSON_ID_MESSAGE}`,
      );
    admit(request, { ...principal, reach });
    if (reach === 'own') startConstantTime(request);
  }

  /** The reason for a 403, with the roles read from the token, to help those who set up an identity provider. */
  private whyNot({ roles, sessionId }: Principal, row: Row | undefined): string {
    const named = Object.keys(row?.for ?? {}).join(', ') || 'nobody';
    const { roles: claim } = this.verifier.claims;
    const read = [...roles].join(', ') || 'no role that is known here';
    const acting = sessionId === undefined ? '' : '; a token with "act" counts for owners and services alone';
    return `this call is for: ${named}; the claim "${claim}" of the token has: ${read}${acting}`;
  }

  private async verify(token: string): Promise<Principal> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof InvalidTokenError)
        throw unauthenticated(error.message, 'invalid_token', isOfUnknownKey(error));
      if (error instanceof KeysUnavailableError) throw unavailable(error.message, 5, { isTold: true });
      throw error;
    }
  }
}

/** Reads the token from the header only, because URLs end up in logs. */
function tokenOf({ headers }: FastifyRequest): string {
  const token = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw unauthenticated('send a bearer token in the Authorization header');
  return token;
}

/** RFC 6750: the challenge names an error only when a token was sent. */
const unauthenticated = (detail: string, error?: string, isTold = false): ProblemError =>
  new ProblemError(401, 'UNAUTHENTICATED', detail, {
    headers: { 'WWW-Authenticate': error === undefined ? 'Bearer' : `Bearer error="${error}"` },
    isTold,
  });

/** Whoever sends many of these would fill the log; they are counted. */
const isOfUnknownKey = ({ cause }: Error): boolean => cause instanceof errors.JWKSNoMatchingKey;
