import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ProblemError, unavailable } from '../http/problem-error.js';
import type { Access } from './access.js';
import { ACCESS, setPrincipal } from './access.js';
import { InvalidTokenError, KeysUnavailableError, TokenVerifier } from './token-verifier.js';

/** Who may call what. A route that says nothing about it is closed. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler()) ?? [];
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.verify(tokenOf(request));
    if (!access.some((role) => principal.roles.has(role)))
      throw new ProblemError(403, 'FORBIDDEN', `this call is for: ${access.join(', ') || 'nobody'}`);
    setPrincipal(request, principal);
    return true;
  }

  private async verify(token: string) {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof InvalidTokenError) throw unauthenticated(error.message, 'invalid_token');
      if (error instanceof KeysUnavailableError) throw unavailable(error.message, 5);
      throw error;
    }
  }
}

/** Only from the header: what is in a URL ends up in logs. */
function tokenOf({ headers }: FastifyRequest): string {
  const token = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw unauthenticated('send a bearer token in the Authorization header');
  return token;
}

/** RFC 6750: the challenge names the error only when there was a token to be wrong. */
const unauthenticated = (detail: string, error?: string): ProblemError =>
  new ProblemError(401, 'UNAUTHENTICATED', detail, {
    headers: { 'WWW-Authenticate': error === undefined ? 'Bearer' : `Bearer error="${error}"` },
  });
