import type { Command } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import { canonicalJson } from '#evidence';
import { NaiveWorkspace } from '../../libs/domain/spec/naive-model.js';
import type { PlannedCommand } from './command-planner.js';
import type { LogCopy, RecordedCommand } from './log-copy.js';
import { workspaceOf } from './log-copy.js';

/**
 * Replays every stream with the naive second model of the rules, each command at the time that was recorded for it.
 * @returns the commands that recorded something else than the model would have
 */
export function checkDecisions(
  log: LogCopy,
  sent: ReadonlyMap<string, PlannedCommand>,
  policy = DEFAULT_POLICY,
): string[] {
  const wrong: string[] = [];
  for (const events of log.streams.values()) {
    const workspaceId = workspaceOf(events[0]!);
    const model = new NaiveWorkspace();
    for (const commandId of new Set(events.map(({ metadata }) => metadata.commandId))) {
      const recorded = log.commands.get(`${workspaceId}/${commandId}`)!;
      const command = commandOf(recorded, workspaceId, sent);
      // Reported by checkEffects.
      if (command === undefined) continue;
      const now = Date.parse(recorded.events[0]!.metadata.recordedAt);
      const expected = model.handle(command, { now, newId: newIdIn(recorded), policy }).map(comparable);
      const found = recorded.events.map(({ event }) => comparable(event));
      if (expected.join() !== found.join())
        wrong.push(`${recorded.name} recorded ${found.join()}, and should have recorded ${expected.join()}`);
    }
  }
  return wrong;
}

function commandOf(
  { name, commandId, events }: RecordedCommand,
  workspaceId: string,
  sent: ReadonlyMap<string, PlannedCommand>,
): Command | undefined {
  if (!commandId.startsWith('expire-')) return sent.get(name)?.command;
  const id = commandId.slice('expire-'.length);
  for (const { event } of events) {
    if (event.type === 'SupportAccessRevoked' && event.data.grantId === id)
      return { type: 'ExpireSupportAccess', data: { workspaceId, grantId: id } };
    if (event.type === 'SupportSessionEnded' && event.data.sessionId === id)
      return { type: 'ExpireSupportSession', data: { workspaceId, sessionId: id } };
  }
  return { type: 'ExpireSupportAccessRequest', data: { workspaceId, requestId: id } };
}

/** The id of the request, grant or session that it opened: the one thing that a model cannot know. */
function newIdIn({ events }: RecordedCommand): string {
  for (const { event } of events) {
    if (event.type === 'SupportAccessRequested') return event.data.requestId;
    if (event.type === 'SupportAccessGranted') return event.data.grantId;
    if (event.type === 'SupportLogin') return event.data.sessionId;
  }
  return 'none';
}

const ROLES = [
  'requestedBy',
  'closedBy',
  'grantedBy',
  'extendedBy',
  'engineer',
  'endedBy',
  'revokedBy',
  'by',
];

/** Without what every delivery of a command may say otherwise: the network, and how people are called. */
function comparable({ type, data }: { type: string; data: object }): string {
  const { ipAddress: _ip, userAgent: _agent, ...kept } = data as Record<string, unknown>;
  for (const role of ROLES) {
    if (kept[role] === undefined) continue;
    const { name: _name, email: _email, ...identity } = kept[role] as Record<string, unknown>;
    kept[role] = identity;
  }
  return canonicalJson({ type, data: kept });
}
