import { afterEach, beforeEach } from '@jest/globals';
import type { GuardOptions } from '#client/guard';
import { SupportSessionGuard } from '#client/guard';
import { service, withService } from '../e2e/with-service.js';

/** A support session of Erin in a workspace of Olivia's, another one for each test: see {@link withSessions}. */
export let session: { workspace: string; ticketId: string; sessionId: string; token: string };
let sessions = 0;
let guards: SupportSessionGuard[] = [];

/** One service for all tests of a suite. */
export function withSessions(): void {
  withService();
  beforeEach(async () => {
    const workspace = `acme-${++sessions}`;
    const ticketId = `T-${sessions}`;
    const facts = { tier: 'team' as const, forcedSso: false, ownerIds: ['olivia'] };
    await service.as('service').updateWorkspace(workspace, facts);
    await service.as('owner').grant(workspace, { ticketId });
    const { sessionId, token = '' } = await service.as('engineer').logIn(workspace);
    session = { workspace, ticketId, sessionId, token };
  });
  afterEach(() => {
    for (const guard of guards) guard.close();
    guards = [];
  });
}

/** One that asks the service for every request, unless told otherwise. */
export function guardWith(options: Partial<GuardOptions> = {}): SupportSessionGuard {
  const product = { issuer: service.address, token: service.token('service'), maxAgeMs: 0 };
  const guard = new SupportSessionGuard({ ...product, ...options });
  guards.push(guard);
  return guard;
}

/** `in`, or the code of the refusal. */
export const outcomeOf = (guard: SupportSessionGuard): Promise<string> =>
  guard.check(session.token).then(
    () => 'in',
    ({ code }: { code: string }) => code,
  );

export const revoke = () => service.as('owner').revoke(session.workspace);
