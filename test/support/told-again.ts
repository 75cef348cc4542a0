import type { ExternalCommand } from '#domain';
import type { PlannedCommand } from './command-planner.js';
import type { Random } from './random.js';

/** The same command as a retry may tell it: from another network, and with people called otherwise (I1 does not mind). */
export function retold({ commandId, command }: PlannedCommand, random: Random): PlannedCommand {
  const data: Record<string, unknown> = { ...command.data };
  if (data['ipAddress'] !== undefined) data['ipAddress'] = `10.0.1.${random.int(1, 254)}`;
  for (const role of ['actor', 'engineer'])
    if (data[role] !== undefined)
      data[role] = { ...(data[role] as object), name: `Name ${random.int(1, 9)}` };
  return { commandId, command: { type: command.type, data } as unknown as ExternalCommand };
}

/** Another command under the same id (I2). */
export function changed({ commandId, command }: PlannedCommand): PlannedCommand {
  const data =
    command.type === 'UpdateWorkspace'
      ? { ...command.data, name: 'another name than before' }
      : { ...command.data, reason: 'another reason than before' };
  return { commandId, command: { type: command.type, data } as ExternalCommand };
}
