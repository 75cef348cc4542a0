import { createParamDecorator, SetMetadata } from '@nestjs/common';
import type { CustomDecorator, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { UserRole } from '#auth';
import type { Reach } from './authorization.js';
import type { Principal } from './principal.js';

/** Metadata key for the roles in a route's decorator. The guard uses {@link AUTHORIZATION}; a test keeps the two equal. */
export const ACCESS = Symbol('ACCESS');
export type Access = 'public' | readonly UserRole[];

/** Only callers whose token has one of these roles. */
export const For = (...roles: UserRole[]): CustomDecorator<symbol> => SetMetadata(ACCESS, roles);

/** Anybody, without a token. */
export const Public = (): CustomDecorator<symbol> => SetMetadata(ACCESS, 'public');

/** A caller whom the guard admitted, with the reach of their roles in this call. */
export type Admitted = Principal & { reach: Reach };

const ADMITTED = Symbol('ADMITTED');
type AdmittedRequest = FastifyRequest & { [ADMITTED]?: Admitted };

export const admit = (request: FastifyRequest, caller: Admitted): void => {
  (request as AdmittedRequest)[ADMITTED] = caller;
};

/** The caller; undefined on a public route. */
export const callerOf = (request: FastifyRequest): Admitted | undefined =>
  (request as AdmittedRequest)[ADMITTED];

/** Parameter decorator: the caller whom the guard admitted. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Admitted => {
  const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (caller === undefined) throw new Error('a route that is open to all has no caller');
  return caller;
});
