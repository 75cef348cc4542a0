export type { RetryPolicy } from './back-off.js';
export type { CallOptions, CheckOptions, ReadOptions, WriteOptions } from './calls.js';
export type { Following } from './event-stream.js';
export { ConnectionError, ProblemError, UnexpectedAnswerError } from './problem-error.js';
export type { Fetch, Retry } from './retrying-fetch.js';
export { SupportAccessClient } from './support-access-client.js';
export type { ClientOptions } from './support-access-client.js';
export type {
  Accepted,
  AuditEntry,
  Command,
  CommandResult,
  ConsistencyProof,
  CurrentAccess,
  Decision,
  Event,
  Grant,
  GrantFilter,
  GrantTerms,
  InclusionProof,
  Introspection,
  ListedGrant,
  Login,
  LoginTerms,
  Problem,
  Question,
  Questions,
  Revocation,
  TrailFilter,
  Workspace,
} from './types.js';
