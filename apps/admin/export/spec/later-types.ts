import type {
  CommandType,
  DenialCode,
  Party,
  RequestCloseCause,
  RevocationCause,
  SessionEndCause,
  SupportAccessDenied,
  SupportAccessEvent,
} from '#domain';
import { SYSTEM } from '#domain';
import { ada, address, grantId, sessionId, workspaceId } from './sample-people.js';

type Made = (at: string) => SupportAccessEvent;

const requestId = '0192f0c0-0000-7000-8000-00000000cccc';
const extensionId = '0192f0c0-0000-7000-8000-00000000dddd';
const eve = { id: 'eve', name: 'Eve', email: 'eve@vendor.example' };
const engineer: Party = { ...eve, kind: 'engineer' };
const desk: Party = { id: 'desk', kind: 'vendor', email: 'no address' };
const [ticketId, later] = ['T-4712', '2026-11-29T09:31:00.000Z'];
const of = { workspaceId, grantId };

/** Who ends what by which cause, and what else is told of it. */
const SESSION_ENDS: Record<SessionEndCause, { endedBy: Party; endedAt?: string; reason?: string }> = {
  'signed-out': { endedBy: engineer },
  closed: { endedBy: desk, reason: '=1+1' },
  'timed-out': { endedBy: SYSTEM, endedAt: '2026-11-22T09:20:00.000Z' },
  'grant-ended': { endedBy: SYSTEM },
  'ticket-closed': { endedBy: SYSTEM },
};
const REQUEST_ENDS: Record<RequestCloseCause, { closedBy: Party; grantId?: string; reason?: string }> = {
  declined: { closedBy: ada, reason: 'we found it ourselves' },
  withdrawn: { closedBy: engineer },
  expired: { closedBy: SYSTEM },
  superseded: { closedBy: SYSTEM, grantId },
  'grant-ended': { closedBy: SYSTEM, grantId },
  'ticket-closed': { closedBy: SYSTEM },
  'forced-sso': { closedBy: SYSTEM },
};
/** Those that are not among the first types. */
const REVOCATIONS: Record<Exclude<RevocationCause, 'revoked' | 'expired'>, { ticketId?: string }> = {
  'forced-sso': {},
  'ticket-closed': { ticketId },
};

type Detail = Partial<SupportAccessDenied>;
type Refused = Exclude<
  CommandType,
  'GrantSupportAccess' | 'RecordSupportLogin' | 'RevokeSupportAccess' | `Expire${string}`
>;
/** Of each new command a refusal, with every detail that one may have. */
const REFUSALS: Record<Refused, { code: DenialCode; by: Party } & Detail> = {
  RequestSupportAccess: { code: 'REQUEST_LIMIT', by: engineer, retryAt: later, reason: 'still', ...address },
  WithdrawSupportAccessRequest: { code: 'NOT_REQUESTER', by: { ...engineer, id: 'mel' }, requestId },
  DeclineSupportAccessRequest: { code: 'REQUEST_NOT_PENDING', by: ada, requestId },
  ExtendSupportAccess: { code: 'EXTENSION_LIMIT', by: ada, grantId, latestExpiresAt: later },
  EndSupportSession: { code: 'NO_LIVE_SESSION', by: engineer, sessionId },
  CloseTicket: { code: 'UNKNOWN_WORKSPACE', by: desk, ticketId },
  UpdateWorkspace: { code: 'CLOCK_BEHIND', by: SYSTEM },
};

const each = <Key extends string, Value>(
  record: Record<Key, Value>,
  make: (key: Key, value: Value, at: string) => SupportAccessEvent,
): Made[] =>
  Object.entries(record).map(
    ([key, value]) =>
      (at) =>
        make(key as Key, value as Value, at),
  );

/** Those since release 0.2: each type, each cause, and each command refused. */
export const LATER_TYPES: readonly Made[] = [
  (at) => ({
    type: 'SupportAccessRequested',
    data: {
      workspaceId,
      requestId,
      requestedBy: engineer,
      at,
      requestExpiresAt: '2026-11-25T09:39:00.000Z',
      durationMinutes: 1_440,
      reason: '@totals differ',
      ticketId,
      ...address,
    },
  }),
  (at) => ({
    type: 'SupportAccessGranted',
    data: {
      ...of,
      grantedBy: ada,
      grantedAt: at,
      expiresAt: '2026-11-23T09:40:00.000Z',
      requestId,
      previousGrantId: '0192f0c0-0000-7000-8000-00000000eeee',
      consecutive: 2,
      ticketId,
    },
  }),
  (at) => ({
    type: 'SupportAccessRequested',
    data: {
      ...of,
      requestId: extensionId,
      requestedBy: engineer,
      at,
      requestExpiresAt: '2026-11-25T09:41:00.000Z',
      durationMinutes: 60,
      reason: 'nearly there',
    },
  }),
  (at) => ({
    type: 'SupportAccessExtended',
    data: {
      ...of,
      extension: 1,
      extendedBy: ada,
      at,
      previousExpiresAt: '2026-11-23T09:40:00.000Z',
      expiresAt: '2026-11-23T10:40:00.000Z',
      requestId: extensionId,
      reason: 'take your time',
    },
  }),
  (at) => ({ type: 'SupportTicketClosed', data: { workspaceId, ticketId, at, by: desk, reason: 'solved' } }),
  (at) => ({ type: 'SupportTicketClosed', data: { workspaceId, ticketId, at } }),
  ...each(SESSION_ENDS, (cause, facts, at) => ({
    type: 'SupportSessionEnded',
    data: { ...of, sessionId, engineer: eve, cause, at, endedAt: at, sessionExpiresAt: later, ...facts },
  })),
  ...each(REQUEST_ENDS, (cause, facts, at) => ({
    type: 'SupportAccessRequestClosed',
    data: { workspaceId, requestId, cause, at, requestExpiresAt: '2026-11-22T09:40:00.000Z', ...facts },
  })),
  ...each(REVOCATIONS, (cause, facts, at) => ({
    type: 'SupportAccessRevoked',
    data: { ...of, cause, revokedBy: SYSTEM, at, expiresAt: later, ...facts },
  })),
  ...each(REFUSALS, (attempted, facts, at) => ({
    type: 'SupportAccessDenied',
    data: { workspaceId, attempted, at, ...facts },
  })),
];
