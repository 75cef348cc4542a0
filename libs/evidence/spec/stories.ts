import { hash } from 'node:crypto';
import type { SupportAccessEvent } from '#domain';
import { toInstant } from '#domain';

/** What happens in a workspace, event by event and over and over. */
export type Story = {
  eventOf(workspaceId: string, step: number, atMs: number): SupportAccessEvent;
  /** Whether the event is of the same append as the one before it. */
  follows(step: number): boolean;
};

export const START_MS = Date.parse('2026-11-02T09:00:00.000Z');
export const uuid = (text: string): string => {
  const digits = hash('sha256', text);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
};

const ADA = { id: 'ada', kind: 'user' as const, name: 'Ada Åström' };
const EVE = { id: 'eve', name: 'Ève 🦉' };
const SYSTEM = { id: 'system', kind: 'system' as const };

const described = (workspaceId: string, at: string): SupportAccessEvent => ({
  type: 'WorkspaceUpdated',
  data: { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['ada'], at },
});

/** As releases before 0.2 wrote it: described, granted, two logins and a refusal, revoked. */
export const FIVE_TYPES: Story = {
  follows: () => false,
  eventOf(workspaceId, step, atMs) {
    const at = toInstant(atMs);
    if (step === 0) return described(workspaceId, at);
    const round = Math.floor((step - 1) / 5);
    const grantId = uuid(`grant ${workspaceId} ${round}`);
    const expiresAt = toInstant(START_MS + 7 * 86_400_000);
    switch ((step - 1) % 5) {
      case 0:
        return {
          type: 'SupportAccessGranted',
          data: {
            workspaceId,
            grantId,
            grantedBy: ADA,
            grantedAt: at,
            expiresAt,
            reason: `Round ${round}: "totals"`,
          },
        };
      case 3:
        return {
          type: 'SupportAccessDenied',
          data: {
            workspaceId,
            attempted: 'GrantSupportAccess',
            code: 'ALREADY_GRANTED',
            by: ADA,
            at,
            grantId,
            expiresAt,
          },
        };
      case 4:
        return {
          type: 'SupportAccessRevoked',
          data: { workspaceId, grantId, cause: 'revoked', revokedBy: ADA, at, expiresAt },
        };
      default:
        return {
          type: 'SupportLogin',
          data: {
            workspaceId,
            grantId,
            sessionId: uuid(`session ${workspaceId} ${step}`),
            at,
            engineer: EVE,
            sessionExpiresAt: toInstant(atMs + 3_600_000),
          },
        };
    }
  },
};

/**
 * All ten: described; asked, granted, logged in, logged out, a refusal, extended, logged in, asked for more; and the ticket closed,
 * which ends the grant, the session and what was asked for.
 */
export const TEN_TYPES: Story = {
  follows: (step) => step > 0 && (step - 1) % ROUND > ROUND - 4,
  eventOf(workspaceId, step, atMs) {
    const at = toInstant(atMs);
    if (step === 0) return described(workspaceId, at);
    const round = Math.floor((step - 1) / ROUND);
    const id = (what: string): string => uuid(`${what} ${workspaceId} ${round}`);
    const [grantId, requestId, extensionId, ticketId] = [
      id('grant'),
      id('request'),
      id('more'),
      id('ticket'),
    ];
    const sessionExpiresAt = toInstant(atMs + 3_600_000);
    const requestExpiresAt = toInstant(START_MS + 3 * 86_400_000);
    const expiresAt = toInstant(START_MS + 86_400_000);
    const later = toInstant(START_MS + 2 * 86_400_000);
    const of = { workspaceId, grantId };
    const told: SupportAccessEvent[] = [
      {
        type: 'SupportAccessRequested',
        data: {
          workspaceId,
          requestId,
          requestedBy: { ...EVE, kind: 'engineer' },
          at,
          requestExpiresAt,
          durationMinutes: 1_440,
          reason: `Round ${round}: "totals"`,
          ticketId,
        },
      },
      {
        type: 'SupportAccessGranted',
        data: { ...of, grantedBy: ADA, grantedAt: at, expiresAt, requestId, ticketId },
      },
      {
        type: 'SupportLogin',
        data: { ...of, sessionId: id('session 1'), at, engineer: EVE, sessionExpiresAt },
      },
      {
        type: 'SupportSessionEnded',
        data: {
          ...of,
          sessionId: id('session 1'),
          engineer: EVE,
          cause: 'signed-out',
          endedBy: { ...EVE, kind: 'engineer' },
          at,
          endedAt: at,
          sessionExpiresAt,
        },
      },
      {
        type: 'SupportAccessDenied',
        data: {
          workspaceId,
          attempted: 'ExtendSupportAccess',
          code: 'IMPERSONATED',
          by: { ...ADA, sessionId: id('session 1') },
          at,
        },
      },
      {
        type: 'SupportAccessExtended',
        data: { ...of, extension: 1, extendedBy: ADA, at, previousExpiresAt: expiresAt, expiresAt: later },
      },
      {
        type: 'SupportLogin',
        data: { ...of, sessionId: id('session 2'), at, engineer: EVE, sessionExpiresAt },
      },
      {
        type: 'SupportAccessRequested',
        data: {
          ...of,
          requestId: extensionId,
          requestedBy: { ...EVE, kind: 'engineer' },
          at,
          requestExpiresAt,
          durationMinutes: 60,
          reason: 'not done yet',
        },
      },
      { type: 'SupportTicketClosed', data: { workspaceId, ticketId, at, by: ADA } },
      {
        type: 'SupportAccessRevoked',
        data: { ...of, cause: 'ticket-closed', revokedBy: SYSTEM, at, expiresAt: later, ticketId },
      },
      {
        type: 'SupportSessionEnded',
        data: {
          ...of,
          sessionId: id('session 2'),
          engineer: EVE,
          cause: 'ticket-closed',
          endedBy: SYSTEM,
          at,
          endedAt: at,
          sessionExpiresAt,
        },
      },
      {
        type: 'SupportAccessRequestClosed',
        data: {
          workspaceId,
          requestId: extensionId,
          cause: 'grant-ended',
          closedBy: SYSTEM,
          at,
          requestExpiresAt,
          grantId,
        },
      },
    ];
    return told[(step - 1) % ROUND]!;
  },
};

const ROUND = 12;
