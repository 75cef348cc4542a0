import type { DenialDetail, EventReference, RecordedResult } from '#contracts';
import type { SupportAccessEvent } from '#domain';

const DETAILS = [
  'grantId',
  'requestId',
  'sessionId',
  'expiresAt',
  'retryAt',
  'latestExpiresAt',
] as const satisfies (keyof DenialDetail)[];

type Reference = { commandId: string; workspaceId: string };

/**
 * Derives the outcome of a command from its events, so that the first answer can be given again from the log alone.
 * Only the command's own event can be a denial.
 */
export function outcomeOf(
  { commandId, workspaceId }: Reference,
  events: readonly SupportAccessEvent[],
  references: EventReference[],
  position: bigint,
): RecordedResult {
  const recorded = { commandId, workspaceId, events: references, position: String(position) };
  const denial = events.find((event) => event.type === 'SupportAccessDenied')?.data;
  if (denial === undefined) return { ...recorded, outcome: 'accepted' };
  const detail: DenialDetail = {};
  for (const name of DETAILS) if (denial[name] !== undefined) detail[name] = denial[name];
  return {
    ...recorded,
    outcome: 'denied',
    code: denial.code,
    ...(Object.keys(detail).length > 0 && { detail }),
  };
}
