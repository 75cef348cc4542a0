import type { Actor, Command, Engineer } from '../index.js';
import { grace } from './scenario-people.js';

type Data<T extends Command['type']> = Extract<Command, { type: T }>['data'];

export const update = (changed: Partial<Data<'UpdateWorkspace'>> = {}): Command => ({
  type: 'UpdateWorkspace',
  data: { workspaceId: 'w', tier: 'business', forcedSso: false, ownerIds: ['ada', 'bob'], ...changed },
});

export const request = (changed: Partial<Data<'RequestSupportAccess'>> = {}): Command => ({
  type: 'RequestSupportAccess',
  data: { workspaceId: 'w', engineer: grace, reason: 'export fails', durationMinutes: 60, ...changed },
});

/** By the engineer who asked, or by an actor. */
type By = { engineer: Engineer } | { actor: Actor };

export const withdraw = (requestId: string, by: By, reason?: string): Command => ({
  type: 'WithdrawSupportAccessRequest',
  data: { workspaceId: 'w', requestId, ...by, ...(reason !== undefined && { reason }) },
});

export const decline = (requestId: string, actor: Actor, reason?: string): Command => ({
  type: 'DeclineSupportAccessRequest',
  data: { workspaceId: 'w', requestId, actor, ...(reason !== undefined && { reason }) },
});

export const grant = (actor: Actor, changed: Partial<Data<'GrantSupportAccess'>> = {}): Command => ({
  type: 'GrantSupportAccess',
  data: { workspaceId: 'w', actor, durationMinutes: 60, ...changed },
});

/** Approves a request on its own terms, unless it says otherwise. */
export const approve = (
  actor: Actor,
  requestId: string,
  changed: Partial<Data<'GrantSupportAccess'>> = {},
): Command => ({ type: 'GrantSupportAccess', data: { workspaceId: 'w', actor, requestId, ...changed } });

/** Of g1. */
export const extend = (actor: Actor, changed: Partial<Data<'ExtendSupportAccess'>> = {}): Command => ({
  type: 'ExtendSupportAccess',
  data: { workspaceId: 'w', actor, grantId: 'g1', ...changed },
});

export const login = (changed: Partial<Data<'RecordSupportLogin'>> = {}): Command => ({
  type: 'RecordSupportLogin',
  data: { workspaceId: 'w', engineer: grace, ...changed },
});

export const endSession = (sessionId: string, by: By, reason?: string): Command => ({
  type: 'EndSupportSession',
  data: { workspaceId: 'w', sessionId, ...by, ...(reason !== undefined && { reason }) },
});

export const closeTicket = (ticketId: string, changed: Partial<Data<'CloseTicket'>> = {}): Command => ({
  type: 'CloseTicket',
  data: { workspaceId: 'w', ticketId, ...changed },
});

export const revoke = (actor: Actor, changed: Partial<Data<'RevokeSupportAccess'>> = {}): Command => ({
  type: 'RevokeSupportAccess',
  data: { workspaceId: 'w', actor, ...changed },
});

export const expire = (grantId: string): Command => ({
  type: 'ExpireSupportAccess',
  data: { workspaceId: 'w', grantId },
});

export const expireRequest = (requestId: string): Command => ({
  type: 'ExpireSupportAccessRequest',
  data: { workspaceId: 'w', requestId },
});

export const expireSession = (sessionId: string): Command => ({
  type: 'ExpireSupportSession',
  data: { workspaceId: 'w', sessionId },
});
