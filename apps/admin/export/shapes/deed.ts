import type { CommandType, SupportAccessEvent, SupportAccessEventType } from '#domain';

/** What an event does, or what a refused command was to do: the kinds that the shapes have a word for. */
export type Deed =
  | 'grant'
  | 'extend'
  | 'revoke'
  | 'login'
  | 'logoff'
  | 'request'
  | 'close-request'
  | 'close-ticket'
  | 'update-workspace';

/** @returns what the event does; of a refusal, what was attempted: that is what readers look for */
export const deedOf = (event: SupportAccessEvent): Deed =>
  event.type === 'SupportAccessDenied' ? ATTEMPTS[event.data.attempted] : DEEDS[event.type];

const ATTEMPTS: Record<CommandType, Deed> = {
  GrantSupportAccess: 'grant',
  ExtendSupportAccess: 'extend',
  RevokeSupportAccess: 'revoke',
  ExpireSupportAccess: 'revoke',
  RecordSupportLogin: 'login',
  EndSupportSession: 'logoff',
  ExpireSupportSession: 'logoff',
  RequestSupportAccess: 'request',
  WithdrawSupportAccessRequest: 'close-request',
  DeclineSupportAccessRequest: 'close-request',
  ExpireSupportAccessRequest: 'close-request',
  CloseTicket: 'close-ticket',
  UpdateWorkspace: 'update-workspace',
};

const DEEDS: Record<Exclude<SupportAccessEventType, 'SupportAccessDenied'>, Deed> = {
  SupportAccessGranted: 'grant',
  SupportAccessExtended: 'extend',
  SupportAccessRevoked: 'revoke',
  SupportLogin: 'login',
  SupportSessionEnded: 'logoff',
  SupportAccessRequested: 'request',
  SupportAccessRequestClosed: 'close-request',
  SupportTicketClosed: 'close-ticket',
  WorkspaceUpdated: 'update-workspace',
};
