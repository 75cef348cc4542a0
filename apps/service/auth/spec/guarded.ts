import type { ExecutionContext } from '@nestjs/common';
import type { AuthConfig } from '#config';
import { ProblemError } from '../../http/problem-error.js';
import type { SubjectLimits } from '../../http/subject-limits.js';
import { BearerGuard } from '../bearer.guard.js';
import { createVerifier } from '../create-verifier.js';

const unlimited = { countCall: () => Promise.resolve() } as unknown as SubjectLimits;

/** The guard of a service with this configuration, where nobody asks too much. */
export const guardBy = async (auth: AuthConfig): Promise<BearerGuard> =>
  new BearerGuard(await createVerifier(auth), unlimited);

/** What a call for auditors and services is told that has this for its `Authorization` header. */
export async function call(
  guard: BearerGuard,
  authorization: string | undefined,
): Promise<ProblemError | 'admitted'> {
  const headers = authorization === undefined ? {} : { authorization };
  const request = { method: 'GET', routeOptions: { url: '/v1/events' }, headers };
  const context = { switchToHttp: () => ({ getRequest: () => request }) };
  try {
    await guard.canActivate(context as unknown as ExecutionContext);
    return 'admitted';
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

/** RFC 6750: the answer to a token that proves nothing. */
export const invalid = {
  status: 401,
  code: 'UNAUTHENTICATED',
  extras: { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } },
};
