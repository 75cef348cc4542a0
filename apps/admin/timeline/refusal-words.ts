import type { CommandType, DenialCode } from '#domain';

const ATTEMPTS: Record<CommandType, string> = {
  UpdateWorkspace: 'describing the workspace',
  RequestSupportAccess: 'asking to be let in',
  WithdrawSupportAccessRequest: 'taking a request back',
  DeclineSupportAccessRequest: 'declining a request',
  GrantSupportAccess: 'letting support in',
  ExtendSupportAccess: 'letting support stay longer',
  RecordSupportLogin: 'logging in',
  EndSupportSession: 'ending a session',
  RevokeSupportAccess: 'ending access',
  CloseTicket: 'closing a ticket',
  ExpireSupportAccess: 'recording an end',
  ExpireSupportAccessRequest: "recording a request's end",
  ExpireSupportSession: "recording a session's end",
};

/** What each rule is about. */
const DENIALS: Record<DenialCode, string> = {
  NOT_WORKSPACE_OWNER: 'only an owner may',
  UNKNOWN_WORKSPACE: 'nobody has described the workspace',
  FORCED_SSO: 'the workspace forces single sign-on',
  ALREADY_GRANTED: 'access is granted already',
  ALREADY_REQUESTED: 'their earlier request waits for an answer',
  REQUEST_LIMIT: 'the owners were asked too often',
  REQUEST_NOT_PENDING: 'no such request waits for an answer',
  NOT_REQUESTER: 'only who asked may',
  IMPERSONATED: 'nobody may let support in through a support session',
  NO_ACTIVE_GRANT: 'nobody has let support in',
  ACCESS_EXPIRED: 'access has ended',
  EXTENSION_LIMIT: 'access may not be extended any further',
  CONSECUTIVE_LIMIT: 'support was let in too often in a row',
  TICKET_REQUIRED: 'a ticket is required',
  SESSION_LIMIT: 'there are too many live sessions',
  NO_LIVE_SESSION: 'there is no such live session',
  NOT_SESSION_ENGINEER: 'only its own engineer may',
  CLOCK_BEHIND: 'the clock was behind',
};

export const attemptInWords = (attempted: CommandType): string => ATTEMPTS[attempted];
export const denialInWords = (code: DenialCode): string => DENIALS[code];
