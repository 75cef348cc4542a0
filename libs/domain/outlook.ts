import { momentOf } from './access.js';
import { CLOCK_TOLERANCE_MS } from './decide.js';
import type { DenialCode } from './events.js';
import type { EpochMs } from './instant.js';
import type { Actor } from './people.js';
import { admitExtension, admitGrant } from './rules/grant.js';
import type { Policy, Situation } from './rules/refusal.js';
import { Refusal } from './rules/refusal.js';
import { settledAt } from './settle.js';
import type { KnownWorkspace } from './state.js';
import { activeGrant } from './state.js';

/** Why a grant, or an extension by a minute, would be refused now; absent where it would be accepted. */
export type Outlook = { grant?: DenialCode; extend?: DenialCode };

/**
 * What somebody would be answered, so that nobody has to try: a refusal is recorded. A ticket is not asked for, since it comes with
 * the grant (G8).
 */
export function outlookFor(
  before: KnownWorkspace,
  actor: Actor,
  { now, policy }: { now: EpochMs; policy: Policy },
): Outlook {
  const at = momentOf(before, now);
  const state = settledAt(before, at);
  const situation: Situation = { at, clockIsBehind: at - now > CLOCK_TOLERANCE_MS, policy };
  const asked = { workspaceId: '', actor };
  const grant = admitGrant({ ...asked, ticketId: 'any' }, state, situation);
  const { grantId = '' } = activeGrant(state) ?? {};
  const extension = admitExtension({ ...asked, grantId, additionalMinutes: 1 }, state, situation);
  return {
    ...(grant instanceof Refusal && { grant: grant.code }),
    ...(extension instanceof Refusal && { extend: extension.code }),
  };
}
