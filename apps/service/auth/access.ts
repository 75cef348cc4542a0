import { createParamDecorator, SetMetadata } from '@nestjs/common';
import type { CustomDecorator, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal, UserRole } from './principal.js';

/** Metadata key: who may call a route. A route without it lets nobody in. */
export const ACCESS = Symbol('ACCESS');
export type Access = 'public' | readonly UserRole[];

/** Only callers whose token has one of these roles. */
export const For = (...roles: UserRole[]): CustomDecorator<symbol> => SetMetadata(ACCESS, roles);

/** Anybody, without a token. */
export const Public = (): CustomDecorator<symbol> => SetMetadata(ACCESS, 'public');

const PRINCIPAL = Symbol('PRINCIPAL');
type Admitted = FastifyRequest & { [PRINCIPAL]?: Principal };

export const setPrincipal = (request: FastifyRequest, principal: Principal): void => {
  (request as Admitted)[PRINCIPAL] = principal;
};

/** The caller, as the guard admitted them. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = context.switchToHttp().getRequest<Admitted>()[PRINCIPAL];
  if (principal === undefined) throw new Error('a route that is open to all has no caller');
  return principal;
});
