export { pause } from './back-off.js';
export type { RetryPolicy } from './back-off.js';
export type { CallOptions, CheckOptions, ReadOptions, WriteOptions } from './calls.js';
export { followStream } from './event-stream.js';
export type { Followed, Following } from './event-stream.js';
export { ConnectionError, ProblemError, refusal, UnexpectedAnswerError } from './problem-error.js';
export { retryingFetch } from './retrying-fetch.js';
export type { Fetch, Retry, Sending } from './retrying-fetch.js';
export { SupportAccessClient } from './support-access-client.js';
export type { ClientOptions } from './support-access-client.js';
export type {
  Accepted,
  AccessRequest,
  Approval,
  ApprovalTerms,
  AuditEntry,
  Change,
  Command,
  CommandResult,
  ConsistencyProof,
  CurrentAccess,
  Decision,
  EngineerClosure,
  Event,
  Extension,
  ExtensionTerms,
  Grant,
  GrantFilter,
  GrantTerms,
  InclusionProof,
  Introspection,
  ListedGrant,
  ListedRequest,
  ListedSession,
  Login,
  LoginTerms,
  Problem,
  Question,
  Questions,
  RequestFilter,
  RequestTerms,
  Revocation,
  SessionFilter,
  TicketClosing,
  TicketClosure,
  TrailFilter,
  Workspace,
} from './types.js';
