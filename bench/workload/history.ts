import { v7 as uuidv7 } from 'uuid';
import type { SupportAccessEvent, SupportAccessGranted } from '#domain';
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
  more: Partial<SupportAccessGranted> = {},
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
    ...more,
  },
});

const ENGINEER = { id: 'engineer-7', name: 'Erik Engineer' };

export const loggedIn = (
  workspaceId: string,
  grantId: string,
  atMs: number,
  sessionId = uuidv7(),
): SupportAccessEvent => ({
  type: 'SupportLogin',
  data: {
    workspaceId,
    grantId,
    sessionId,
    engineer: ENGINEER,
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

const requested = (workspaceId: string, requestId: string, atMs: number): SupportAccessEvent => ({
  type: 'SupportAccessRequested',
  data: {
    workspaceId,
    requestId,
    requestedBy: { ...ENGINEER, kind: 'engineer' },
    at: toInstant(atMs),
    requestExpiresAt: toInstant(atMs + 3 * DAY_MS),
    durationMinutes: 1_440,
    ...TICKET,
    ipAddress: '203.0.113.42',
  },
});

const extended = (
  workspaceId: string,
  grantId: string,
  atMs: number,
  expiresAtMs: number,
): SupportAccessEvent => ({
  type: 'SupportAccessExtended',
  data: {
    workspaceId,
    grantId,
    extension: 1,
    extendedBy: { id: ownerOf(workspaceId), kind: 'user', name: 'Olivia Owner' },
    at: toInstant(atMs),
    previousExpiresAt: toInstant(expiresAtMs - DAY_MS),
    expiresAt: toInstant(expiresAtMs),
    reason: 'Totals still differ',
  },
});

const signedOut = (
  workspaceId: string,
  { grantId, sessionId }: { grantId: string; sessionId: string },
  atMs: number,
  loginMs: number,
): SupportAccessEvent => ({
  type: 'SupportSessionEnded',
  data: {
    workspaceId,
    grantId,
    sessionId,
    engineer: ENGINEER,
    cause: 'signed-out',
    endedBy: { ...ENGINEER, kind: 'engineer' },
    at: toInstant(atMs),
    endedAt: toInstant(atMs),
    sessionExpiresAt: toInstant(loginMs + 3_600_000),
  },
});

const refused = (workspaceId: string, atMs: number): SupportAccessEvent => ({
  type: 'SupportAccessDenied',
  data: {
    workspaceId,
    attempted: 'RecordSupportLogin',
    code: 'NO_ACTIVE_GRANT',
    by: { ...ENGINEER, kind: 'engineer' },
    at: toInstant(atMs),
    ...TICKET,
    ipAddress: '203.0.113.42',
  },
});

/**
 * What happened in one workspace, oldest first, up to a number of events: described, then asked for, granted, a login, extended, the
 * logout, revoked, a login refused, and so on. What is open at the end may be left open.
 */
export function* history(
  workspaceId: string,
  events: number,
  startMs: number,
): Generator<SupportAccessEvent> {
  yield updated(workspaceId, startMs);
  for (let at = 1; at < events; at += STEPS)
    yield* accessOnce(workspaceId, startMs + at * 1_000, Math.min(STEPS, events - at));
}

const STEPS = 7;

/** From the request to after the end, a second each. */
function* accessOnce(workspaceId: string, startMs: number, steps: number): Generator<SupportAccessEvent> {
  const [requestId, grantId, sessionId] = [uuidv7(), uuidv7(), uuidv7()];
  const [grantedMs, loginMs] = [startMs + 1_000, startMs + 2_000];
  const endMs = grantedMs + 2 * DAY_MS;
  const all = [
    requested(workspaceId, requestId, startMs),
    granted(workspaceId, grantId, grantedMs, endMs - DAY_MS, { requestId }),
    loggedIn(workspaceId, grantId, loginMs, sessionId),
    extended(workspaceId, grantId, startMs + 3_000, endMs),
    signedOut(workspaceId, { grantId, sessionId }, startMs + 4_000, loginMs),
    revoked(workspaceId, grantId, startMs + 5_000, endMs),
    refused(workspaceId, startMs + 6_000),
  ];
  yield* all.slice(0, steps);
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
