export { decideAccess, grantStatus, isOpen, momentOf, ownerOfLiveSession } from './access.js';
export type { AccessAction, AccessDecision, AccessQuestion, GrantSpan, GrantStatus } from './access.js';
export { MAX_DURATION_MINUTES } from './commands.js';
export type {
  Command,
  CommandType,
  ExternalCommandType,
  ExpireSupportAccess,
  GrantSupportAccess,
  RecordSupportLogin,
  RevokeSupportAccess,
  Tier,
  UpdateWorkspace,
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
export { grantFault, happenedAt, STREAM_PREFIX, streamOf } from './events.js';
export type {
  DenialCode,
  RevocationCause,
  SupportAccessDenied,
  SupportAccessEvent,
  SupportAccessEventType,
  SupportAccessGranted,
  SupportAccessRevoked,
  SupportLogin,
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
export { SYSTEM } from './people.js';
export type { Actor, Engineer, Party } from './people.js';
export type { Policy } from './rules.js';
export { evolve, initialState } from './state.js';
export type { GrantState, SupportSession, WorkspaceState } from './state.js';
