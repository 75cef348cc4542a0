import type { DenialCode } from '#domain';
import type { CommandResult } from './command-result.js';

type Denial = {
  means: string;
  /** The status of the problem over HTTP. */
  status: number;
  /** What the problem says, where HTTP has another word for it. */
  says?: string;
};

/** Every code that a command can be refused with. To a person who owns no such workspace HTTP answers as if there were none. */
export const DENIALS: Readonly<Record<Extract<CommandResult, { code: string }>['code'], Denial>> = {
  NOT_WORKSPACE_OWNER: { status: 404, means: 'the actor owns no such workspace' },
  UNKNOWN_WORKSPACE: { status: 404, means: 'there is no such workspace' },
  FORCED_SSO: {
    status: 403,
    means: 'a workspace that forces single sign-on cannot grant support access',
  },
  ALREADY_GRANTED: {
    status: 409,
    means: 'there is an active grant',
    says: 'there is an active grant; `grantId` and `expiresAt` tell of it',
  },
  ALREADY_REQUESTED: {
    status: 409,
    means: 'this engineer has asked already, and waits for an answer',
    says: 'this engineer has asked already, and waits for an answer; `requestId` tells of it',
  },
  REQUEST_LIMIT: {
    status: 409,
    means: 'five requests are pending, or ten were made within a day',
    says: 'five requests are pending, or ten were made within a day; `retryAt` tells when one is taken again',
  },
  REQUEST_NOT_PENDING: { status: 409, means: 'there is no such pending request' },
  NOT_REQUESTER: { status: 403, means: 'it is the request of another engineer' },
  IMPERSONATED: {
    status: 403,
    means: 'support access cannot be granted or extended through a support session',
  },
  NO_ACTIVE_GRANT: { status: 409, means: 'there is no such active grant' },
  ACCESS_EXPIRED: { status: 403, means: 'the grant has expired' },
  EXTENSION_LIMIT: {
    status: 409,
    means: 'a grant ends seven days after it was given at the latest, and is extended only so often',
    says: 'a grant ends seven days after it was given at the latest, which is `latestExpiresAt`, and is extended only so often',
  },
  CONSECUTIVE_LIMIT: {
    status: 409,
    means: 'too many grants have followed each other within a day',
    says: 'too many grants have followed each other within a day; `retryAt` tells when one may be given again',
  },
  TICKET_REQUIRED: {
    status: 422,
    means:
      "a ticket is required: for a login the grant's, or any when the grant names none; for a request, and where grants need one, any",
  },
  SESSION_LIMIT: { status: 409, means: 'a hundred sessions are live under this grant' },
  NO_LIVE_SESSION: { status: 409, means: 'there is no such live session' },
  NOT_SESSION_ENGINEER: { status: 403, means: 'it is the session of another engineer' },
  CLOCK_BEHIND: {
    status: 503,
    means: "the server's clock is behind what is recorded",
    says: "this server's clock is behind what is recorded: send with a new key",
  },
  COMMAND_ID_REUSED: {
    status: 409,
    means: 'recorded nowhere: the id belongs to a command with other content',
    says: 'this `Idempotency-Key` belongs to a request with other content',
  },
};

export type ResultCode = keyof typeof DENIALS;

/** What each code means, by code. */
export const RESULT_CODES = Object.fromEntries(
  Object.entries(DENIALS).map(([code, { means }]) => [code, means]),
) as Readonly<Record<ResultCode, string>>;

const { COMMAND_ID_REUSED: _, ...recorded } = RESULT_CODES;

/** The same of the codes of rules, which are recorded. */
export const DENIAL_CODES: Readonly<Record<DenialCode, string>> = recorded;
