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

export type GrantSupportAccess = {
  workspaceId: string;
  actor: Actor;
  /** 1 to 10,080; the wire's default, seven days, is already applied. */
  durationMinutes: number;
  ticketId?: string;
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

export type RevokeSupportAccess = { workspaceId: string; actor: Actor; grantId?: string; reason?: string };

/** Sent by the expiry saga alone; refused from outside. */
export type ExpireSupportAccess = { workspaceId: string; grantId: string };

export type Command =
  | { type: 'UpdateWorkspace'; data: UpdateWorkspace }
  | { type: 'GrantSupportAccess'; data: GrantSupportAccess }
  | { type: 'RecordSupportLogin'; data: RecordSupportLogin }
  | { type: 'RevokeSupportAccess'; data: RevokeSupportAccess }
  | { type: 'ExpireSupportAccess'; data: ExpireSupportAccess };

export type CommandType = Command['type'];

/** The commands that may come from outside. */
export type ExternalCommandType = Exclude<CommandType, 'ExpireSupportAccess'>;

/** The product's limit, seven days: the longest a grant may last. */
export const MAX_DURATION_MINUTES = 10_080;
