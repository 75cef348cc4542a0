// Given these events, when this command comes at that time, then these events. Fixed people, fixed ids, fixed times.
import type {
  Actor,
  Command,
  EpochMs,
  Policy,
  SupportAccessDenied,
  SupportAccessEvent,
  SupportAccessRevoked,
  WorkspaceState,
  WorkspaceUpdated,
} from '../index.js';
import { decide, DEFAULT_POLICY, evolve, initialState, MINUTE_MS, SYSTEM, toInstant } from '../index.js';

type Data<T extends Command['type']> = Extract<Command, { type: T }>['data'];

/** Monday, 5 January 2026, 09:00 UTC: when every history here begins. */
export const NINE: EpochMs = Date.UTC(2026, 0, 5, 9);
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The id that the context hands to whatever the command opens. */
export const NEW_ID = 'new-id';

export const ada: Actor = { id: 'ada', kind: 'user', name: 'Ada', email: 'ada@customer.example' };
export const bob: Actor = { id: 'bob', kind: 'user' };
export const stranger: Actor = { id: 'eve', kind: 'user' };
export const vendor: Actor = { id: 'desk', kind: 'vendor' };
export const grace = { id: 'grace', name: 'Grace', email: 'grace@vendor.example' };

export const lax: Policy = DEFAULT_POLICY;
export const strict: Policy = { ...DEFAULT_POLICY, requireTicket: true };

export const fold = (history: readonly SupportAccessEvent[]): WorkspaceState =>
  history.reduce(evolve, initialState);

/** What the command records upon that history; the clock says `now`. */
export const given = (...history: SupportAccessEvent[]) => ({
  when: (command: Command, now: EpochMs, policy = lax): SupportAccessEvent[] =>
    decide(command, fold(history), { now, newId: NEW_ID, policy }),
});

// Events

/** W is known from nine o'clock on, and ada and bob own it. */
export const described = (changed: Partial<WorkspaceUpdated> = {}): SupportAccessEvent => ({
  type: 'WorkspaceUpdated',
  data: {
    workspaceId: 'w',
    tier: 'business',
    forcedSso: false,
    ownerIds: ['ada', 'bob'],
    at: toInstant(NINE),
    ...changed,
  },
});

export const granted = (
  grantId: string,
  from: EpochMs,
  minutes: number,
  ticketId?: string,
): SupportAccessEvent => ({
  type: 'SupportAccessGranted',
  data: {
    workspaceId: 'w',
    grantId,
    grantedBy: ada,
    grantedAt: toInstant(from),
    expiresAt: toInstant(from + minutes * MINUTE_MS),
    ...(ticketId !== undefined && { ticketId }),
  },
});

export const ended = (
  grantId: string,
  cause: SupportAccessRevoked['cause'],
  at: EpochMs,
  expiresAt: EpochMs,
  more: Partial<SupportAccessRevoked> = {},
): SupportAccessEvent => ({
  type: 'SupportAccessRevoked',
  data: {
    workspaceId: 'w',
    grantId,
    cause,
    revokedBy: cause === 'revoked' ? ada : SYSTEM,
    at: toInstant(at),
    expiresAt: toInstant(expiresAt),
    ...more,
  },
});

export const denied = (
  attempted: SupportAccessDenied['attempted'],
  code: SupportAccessDenied['code'],
  by: SupportAccessDenied['by'],
  at: EpochMs,
  more: Partial<SupportAccessDenied> = {},
): SupportAccessEvent => ({
  type: 'SupportAccessDenied',
  data: { workspaceId: 'w', attempted, code, by, at: toInstant(at), ...more },
});

// Commands

export const update = (changed: Partial<Data<'UpdateWorkspace'>> = {}): Command => ({
  type: 'UpdateWorkspace',
  data: { workspaceId: 'w', tier: 'business', forcedSso: false, ownerIds: ['ada', 'bob'], ...changed },
});

export const grant = (actor: Actor, changed: Partial<Data<'GrantSupportAccess'>> = {}): Command => ({
  type: 'GrantSupportAccess',
  data: { workspaceId: 'w', actor, durationMinutes: 60, ...changed },
});

export const login = (changed: Partial<Data<'RecordSupportLogin'>> = {}): Command => ({
  type: 'RecordSupportLogin',
  data: { workspaceId: 'w', engineer: grace, ...changed },
});

export const revoke = (actor: Actor, changed: Partial<Data<'RevokeSupportAccess'>> = {}): Command => ({
  type: 'RevokeSupportAccess',
  data: { workspaceId: 'w', actor, ...changed },
});

export const expire = (grantId: string): Command => ({
  type: 'ExpireSupportAccess',
  data: { workspaceId: 'w', grantId },
});
