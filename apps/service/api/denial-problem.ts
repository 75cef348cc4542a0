import type { CommandResult } from '#contracts';
import { ProblemError, unknownWorkspace } from '../http/problem-error.js';
import { REPLAYED } from './tell-replays.js';

type Denied = Extract<CommandResult, { outcome: 'denied' }>;

/** A refusal by a rule as an HTTP problem: the status by its code, and the decider's further facts. */
export function denialProblem(result: Denied): ProblemError {
  const { code } = result;
  // Non-owners get the same 404 as for an unknown workspace.
  if (code === 'UNKNOWN_WORKSPACE' || code === 'NOT_WORKSPACE_OWNER') return unknownWorkspace();
  const { status, says } = DENIALS[code];
  const detail = 'detail' in result ? result.detail : undefined;
  const position = 'position' in result ? { position: result.position } : {};
  const isRepeated = 'repeated' in result;
  return new ProblemError(status, code, says, {
    members: { ...detail, commandId: result.commandId, ...position, ...(isRepeated && { repeated: true }) },
    headers: { ...(status === 503 && { 'Retry-After': '60' }), ...(isRepeated && REPLAYED) },
  });
}

/** Status and text of each code that a rule refuses with. */
export const DENIALS = {
  FORCED_SSO: { status: 403, says: 'a workspace that forces single sign-on cannot grant support access' },
  IMPERSONATED: { status: 403, says: 'support access cannot be granted through a support session' },
  ACCESS_EXPIRED: { status: 403, says: 'the grant has expired' },
  ALREADY_GRANTED: { status: 409, says: 'support access is granted already' },
  NO_ACTIVE_GRANT: { status: 409, says: 'there is no such active grant' },
  COMMAND_ID_REUSED: { status: 409, says: 'this Idempotency-Key belongs to a request with other content' },
  TICKET_REQUIRED: {
    status: 422,
    says: "a login must carry the grant's ticket, or any when the grant names none",
  },
  CLOCK_BEHIND: {
    status: 503,
    says: "this server's clock is behind what is recorded; ask again later, with a new Idempotency-Key",
  },
} as const satisfies Record<
  Exclude<Denied['code'], 'UNKNOWN_WORKSPACE' | 'NOT_WORKSPACE_OWNER'>,
  { status: number; says: string }
>;
