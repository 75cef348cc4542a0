import type { Actor, Engineer } from './people.js';

export type Tier = 'free' | 'team' | 'business';

export type UpdateWorkspace = {
  workspaceId: string;
  actor?: Actor;
  name?: string;
  tier: Tier;
  forcedSso: boolean;
  ownerIds: string[];
};

export type RequestSupportAccess = {
  workspaceId: string;
  engineer: Engineer;
  reason: string;
  /** 1 to 10,080; the wire's default, one day, is already applied. */
  durationMinutes: number;
  ticketId?: string;
  /** Asks to extend this grant, by so many minutes. */
  grantId?: string;
  ipAddress?: string;
  userAgent?: string;
};

/** By the engineer who asked, or by the vendor: exactly one of `engineer` and `actor`. */
export type WithdrawSupportAccessRequest = {
  workspaceId: string;
  requestId: string;
  engineer?: Engineer;
  actor?: Actor;
  reason?: string;
};

export type DeclineSupportAccessRequest = {
  workspaceId: string;
  requestId: string;
  actor: Actor;
  reason?: string;
};

export type GrantSupportAccess = {
  workspaceId: string;
  actor: Actor;
  /** 1 to 10,080. Absent only with `requestId`: then the request's. The wire's default, seven days, is already applied. */
  durationMinutes?: number;
  /** Approves this request. Its ticket is the grant's, so `ticketId` is absent. */
  requestId?: string;
  ticketId?: string;
  reason?: string;
};

export type ExtendSupportAccess = {
  workspaceId: string;
  actor: Actor;
  grantId: string;
  /** 1 to 10,080, added to the grant's present end. Absent only with `requestId`: then the request's. */
  additionalMinutes?: number;
  /** Approves this request. */
  requestId?: string;
  reason?: string;
};

export type RecordSupportLogin = {
  workspaceId: string;
  engineer: Engineer;
  ticketId?: string;
  reason?: string;
  ipAddress?: string;
  userAgent?: string;
};

/** By the session's engineer, or by an owner or the vendor: exactly one of `engineer` and `actor`. */
export type EndSupportSession = {
  workspaceId: string;
  sessionId: string;
  engineer?: Engineer;
  actor?: Actor;
  reason?: string;
};

export type RevokeSupportAccess = { workspaceId: string; actor: Actor; grantId?: string; reason?: string };

export type CloseTicket = { workspaceId: string; ticketId: string; actor?: Actor; reason?: string };

/** The commands of the expiry saga: refused from outside. Each acts only if what it names is over and not recorded as such. */
export type ExpireSupportAccess = { workspaceId: string; grantId: string };
export type ExpireSupportAccessRequest = { workspaceId: string; requestId: string };
export type ExpireSupportSession = { workspaceId: string; sessionId: string };

/** The commands that may come from outside. */
export type ExternalCommand =
  | { type: 'UpdateWorkspace'; data: UpdateWorkspace }
  | { type: 'RequestSupportAccess'; data: RequestSupportAccess }
  | { type: 'WithdrawSupportAccessRequest'; data: WithdrawSupportAccessRequest }
  | { type: 'DeclineSupportAccessRequest'; data: DeclineSupportAccessRequest }
  | { type: 'GrantSupportAccess'; data: GrantSupportAccess }
  | { type: 'ExtendSupportAccess'; data: ExtendSupportAccess }
  | { type: 'RecordSupportLogin'; data: RecordSupportLogin }
  | { type: 'EndSupportSession'; data: EndSupportSession }
  | { type: 'RevokeSupportAccess'; data: RevokeSupportAccess }
  | { type: 'CloseTicket'; data: CloseTicket };

export type ExpiryCommand =
  | { type: 'ExpireSupportAccess'; data: ExpireSupportAccess }
  | { type: 'ExpireSupportAccessRequest'; data: ExpireSupportAccessRequest }
  | { type: 'ExpireSupportSession'; data: ExpireSupportSession };

export type Command = ExternalCommand | ExpiryCommand;

export type CommandType = Command['type'];

export type ExternalCommandType = ExternalCommand['type'];

/** The product's limit, seven days: the longest a grant may last, extensions included. */
export const MAX_DURATION_MINUTES = 10_080;
