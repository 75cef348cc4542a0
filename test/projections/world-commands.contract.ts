import type { Command } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { Random } from '../support/random.js';

const actor = { id: 'olivia', kind: 'user' as const };

/** @param events of the workspace's stream so far; the command names the latest ids in it */
export function someCommand(random: Random, workspaceId: string, events: readonly RecordedEvent[]): Command {
  if (events.length === 0 || random.chance(0.1))
    return {
      type: 'UpdateWorkspace',
      data: { workspaceId, tier: 'business', forcedSso: random.chance(0.1), ownerIds: ['olivia'] },
    };
  const engineer = { id: 'erin' };
  const [grantId, requestId, sessionId] = (['grantId', 'requestId', 'sessionId'] as const).map((key) =>
    latest(events, key),
  ) as [string, string, string];
  return random.pick<Command>([
    {
      type: 'GrantSupportAccess',
      data: { workspaceId, actor, durationMinutes: random.pick([60, 10_080]) },
    },
    { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes: 10_080 } },
    { type: 'GrantSupportAccess', data: { workspaceId, actor, requestId } },
    { type: 'ExtendSupportAccess', data: { workspaceId, actor, grantId, additionalMinutes: 60 } },
    { type: 'RevokeSupportAccess', data: { workspaceId, actor } },
    { type: 'RecordSupportLogin', data: { workspaceId, engineer, ticketId: 'T-1' } },
    { type: 'RecordSupportLogin', data: { workspaceId, engineer } },
    { type: 'EndSupportSession', data: { workspaceId, sessionId, engineer } },
    {
      type: 'RequestSupportAccess',
      data: { workspaceId, engineer, reason: 'Totals differ', durationMinutes: 60, ticketId: 'T-1' },
    },
    {
      type: 'RequestSupportAccess',
      data: { workspaceId, engineer, reason: 'Totals differ', durationMinutes: 60, grantId },
    },
    { type: 'DeclineSupportAccessRequest', data: { workspaceId, requestId, actor } },
    { type: 'CloseTicket', data: { workspaceId, ticketId: 'T-1' } },
  ]);
}

function latest(events: readonly RecordedEvent[], key: 'grantId' | 'requestId' | 'sessionId'): string {
  const named = events.map(({ event }) => (event.data as Record<string, unknown>)[key]);
  return (named.findLast((id) => id !== undefined) as string | undefined) ?? 'none';
}
