export { decideAccess, grantStatus, isOpen, momentOf, ownerOfLiveSession } from './access.js';
export type { AccessAction, AccessDecision, AccessQuestion, GrantSpan, GrantStatus } from './access.js';
export { MAX_DURATION_MINUTES } from './commands.js';
export type {
  CloseTicket,
  Command,
  CommandType,
  DeclineSupportAccessRequest,
  EndSupportSession,
  ExpiryCommand,
  ExtendSupportAccess,
  ExternalCommand,
  ExternalCommandType,
  GrantSupportAccess,
  RecordSupportLogin,
  RequestSupportAccess,
  RevokeSupportAccess,
  Tier,
  UpdateWorkspace,
  WithdrawSupportAccessRequest,
} from './commands.js';
export { CLOCK_TOLERANCE_MS, decide } from './decide.js';
export type { DecisionContext } from './decide.js';
export {
  asError,
  assertNever,
  BrokenHistoryError,
  UnknownCommandError,
  UnknownEventError,
} from './errors.js';
export { endFault, grantFault, happenedAt, latestEndOf, STREAM_PREFIX, streamOf } from './events.js';
export type {
  DenialCode,
  RequestCloseCause,
  RevocationCause,
  SessionEndCause,
  SupportAccessDenied,
  SupportAccessEvent,
  SupportAccessEventType,
  SupportAccessExtended,
  SupportAccessGranted,
  SupportAccessRequestClosed,
  SupportAccessRequested,
  SupportAccessRevoked,
  SupportLogin,
  SupportSessionEnded,
  SupportTicketClosed,
  WorkspaceUpdated,
} from './events.js';
export {
  ID_EXPRESSION,
  ID_MESSAGE,
  ID_PATTERN,
  isId,
  isPersonId,
  PERSON_ID_MESSAGE,
  PERSON_ID_PATTERN,
} from './ids.js';
export { MINUTE_MS, readInstant, toEpochMs, toInstant } from './instant.js';
export type { EpochMs, Instant } from './instant.js';
export { outlookFor } from './outlook.js';
export type { Outlook } from './outlook.js';
export { SYSTEM } from './people.js';
export type { Actor, Engineer, Party } from './people.js';
export { DEFAULT_POLICY } from './rules/refusal.js';
export type { Policy } from './rules/refusal.js';
export { MAX_PENDING } from './rules/request.js';
export { liveSessions, MAX_LIVE_SESSIONS } from './rules/session.js';
export { activeGrant, causeWithGrant, evolve, grantOverAt, initialState } from './state.js';
export type {
  ActiveGrant,
  GrantState,
  KnownWorkspace,
  PendingRequest,
  SupportSession,
  WorkspaceState,
} from './state.js';
export { withoutUndefined } from './without-undefined.js';
export type { WithoutUndefined } from './without-undefined.js';
