import type { ProducedRecord } from './kafka-client.js';
import type { PlannedCommand } from './command-planner.js';
import type { Random } from './random.js';

const SOURCE = 'urn:test:crm';
const DEFAULT_MINUTES: Record<string, number> = { RequestSupportAccess: 1_440, GrantSupportAccess: 10_080 };

/** A structured-mode CloudEvent as a sending service writes it: what is the default is mostly not said. */
export function cloudEvent({ commandId, command }: PlannedCommand, random: Random): object {
  return {
    specversion: '1.0',
    id: commandId,
    source: SOURCE,
    type: command.type,
    ...(random.chance(0.3) && { subject: command.data.workspaceId }),
    data: sparingly(command, random),
  };
}

/** In either mode of the CloudEvents Kafka binding, keyed by workspace. */
export function commandRecord(planned: PlannedCommand, random: Random): ProducedRecord {
  const { commandId, command } = planned;
  const key = command.data.workspaceId;
  if (random.chance(0.5))
    return {
      key,
      value: JSON.stringify(cloudEvent(planned, random)),
      headers: { 'content-type': 'application/cloudevents+json' },
    };
  return {
    key,
    value: JSON.stringify(sparingly(command, random)),
    headers: {
      ce_specversion: '1.0',
      ce_id: commandId,
      ce_source: SOURCE,
      ce_type: command.type,
      'content-type': 'application/json',
    },
  };
}

function sparingly({ type, data }: PlannedCommand['command'], random: Random): object {
  const said: Record<string, unknown> = { ...data };
  const actor = said['actor'] as { kind?: string } | undefined;
  if (random.chance(0.8) && actor?.kind === 'user') said['actor'] = { ...actor, kind: undefined };
  // An approval without minutes means those of the request.
  const isDefault = said['durationMinutes'] === DEFAULT_MINUTES[type] && said['requestId'] === undefined;
  if (random.chance(0.8) && isDefault) delete said['durationMinutes'];
  return said;
}
