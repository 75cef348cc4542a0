import type { CommandResult } from '#contracts';
import { DENIALS } from '#contracts';
import { ProblemError, unknownWorkspace } from '../http/problem-error.js';

type Denied = Extract<CommandResult, { outcome: 'denied' }>;

/** A refusal by a rule as an HTTP problem: the status by its code, and the decider's further facts. */
export function denialProblem(result: Denied): ProblemError {
  const { code } = result;
  // Non-owners get the same 404 as for an unknown workspace.
  if (code === 'UNKNOWN_WORKSPACE' || code === 'NOT_WORKSPACE_OWNER') return unknownWorkspace();
  const { status, means, says = means } = DENIALS[code];
  const detail = 'detail' in result ? result.detail : undefined;
  const position = 'position' in result ? { position: result.position } : {};
  const isRepeated = 'repeated' in result;
  return new ProblemError(status, code, says.replaceAll('`', ''), {
    members: { ...detail, commandId: result.commandId, ...position, ...(isRepeated && { repeated: true }) },
    ...(status === 503 && { headers: { 'Retry-After': '60' } }),
  });
}
