import { v7 as uuidv7 } from 'uuid';
import type { SupportAccessEvent } from '#domain';
import { toInstant } from '#domain';

const TICKET = { ticketId: 'TICKET-48213', reason: 'Totals differ' };

export const ownerOf = (workspaceId: string): string => `owner-of-${workspaceId}`;

export const updated = (workspaceId: string, atMs: number): SupportAccessEvent => ({
  type: 'WorkspaceUpdated',
  data: {
    workspaceId,
    name: 'Northwind Traders',
    tier: 'business',
    forcedSso: false,
    ownerIds: [ownerOf(workspaceId), 'second-owner', 'third-owner'],
    at: toInstant(atMs),
  },
});

export const granted = (
  workspaceId: string,
  grantId: string,
  atMs: number,
  expiresAtMs: number,
): SupportAccessEvent => ({
  type: 'SupportAccessGranted',
  data: {
    workspaceId,
    grantId,
    grantedBy: {
      id: ownerOf(workspaceId),
      kind: 'user',
      name: 'Olivia Owner',
    },
    grantedAt: toInstant(atMs),
    expiresAt: toInstant(expiresAtMs),
    ...TICKET,
  },
});

export const loggedIn = (workspaceId: string, grantId: string, atMs: number): SupportAccessEvent => ({
  type: 'SupportLogin',
  data: {
    workspaceId,
    grantId,
    sessionId: uuidv7(),
    engineer: { id: 'engineer-7', name: 'Erik Engineer' },
    at: toInstant(atMs),
    sessionExpiresAt: toInstant(atMs + 3_600_000),
    ...TICKET,
    ipAddress: '203.0.113.42',
  },
});

export const revoked = (
  workspaceId: string,
  grantId: string,
  atMs: number,
  expiresAtMs: number,
): SupportAccessEvent => ({
  type: 'SupportAccessRevoked',
  data: {
    workspaceId,
    grantId,
    cause: 'revoked',
    revokedBy: { id: ownerOf(workspaceId), kind: 'user', name: 'Olivia Owner' },
    at: toInstant(atMs),
    expiresAt: toInstant(expiresAtMs),
    reason: 'The ticket is solved, thank you',
  },
});

const DAY_MS = 86_400_000;

/**
 * What happened in one workspace, oldest first, up to a number of events: described, then granted, three logins, revoked, and
 * so on. The last grant may be left open.
 */
export function* history(
  workspaceId: string,
  events: number,
  startMs: number,
): Generator<SupportAccessEvent> {
  yield updated(workspaceId, startMs);
  let grantId = '';
  let grantedAtMs = startMs;
  for (let i = 0; i < events - 1; i++) {
    const atMs = startMs + (i + 1) * 1_000;
    const step = i % 5;
    if (step === 0) yield granted(workspaceId, (grantId = uuidv7()), (grantedAtMs = atMs), atMs + DAY_MS);
    else if (step === 4) yield revoked(workspaceId, grantId, atMs, grantedAtMs + DAY_MS);
    else yield loggedIn(workspaceId, grantId, atMs);
  }
}

/** Many histories at once, a step of each in turn, as a log has them. */
export function* interleaved(
  workspaces: readonly string[],
  eventsEach: number,
  startMs: number,
): Generator<SupportAccessEvent> {
  const histories = workspaces.map((workspaceId) => history(workspaceId, eventsEach, startMs));
  for (let i = 0; i < eventsEach; i++) for (const each of histories) yield each.next().value!;
}
