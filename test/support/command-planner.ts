import type { Actor, Command, Engineer } from '#domain';
import type { Random } from './random.js';

export type ExternalCommand = Exclude<Command, { type: 'ExpireSupportAccess' }>;

/** A command that a run means to have executed exactly once, however often it is delivered. */
export type PlannedCommand = { commandId: string; command: ExternalCommand };

/** What names a command in the whole run, as in the id of its result. */
export const nameOf = ({ commandId, command }: PlannedCommand): string =>
  `${command.data.workspaceId}/${commandId}`;

export type PlanOptions = {
  workspaces: number;
  /** Of grants. */
  durationMinutes: { least: number; most: number };
};

const OWNERS = ['olivia', 'oscar', 'odette'];

/**
 * Makes up believable commands: every rule but the clock's is met, every kind of denial too. Workspaces are described by
 * their first command, mostly: one in twenty is asked about before it is known.
 */
export class CommandPlanner {
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(
    private readonly random: Random,
    private readonly options: PlanOptions,
  ) {}

  next(): PlannedCommand {
    const { random } = this;
    const workspaceId = `w-${random.int(1, this.options.workspaces)}`;
    const isFirst = !this.#seen.has(workspaceId);
    this.#seen.add(workspaceId);
    const commandId = `c-${(this.#count += 1)}`;
    const describes = isFirst ? random.chance(0.95) : random.chance(0.1);
    return { commandId, command: describes ? this.#update(workspaceId) : this.#ask(workspaceId) };
  }

  #update(workspaceId: string): ExternalCommand {
    const { random } = this;
    return {
      type: 'UpdateWorkspace',
      data: {
        workspaceId,
        ...(random.chance(0.5) && { actor: this.#actor() }),
        ...(random.chance(0.5) && { name: `Workspace ${workspaceId} „№${random.int(1, 99)}“` }),
        tier: random.pick(['free', 'team', 'business']),
        forcedSso: random.chance(0.15),
        ownerIds: OWNERS.slice(0, random.int(1, 3)),
      },
    };
  }

  #ask(workspaceId: string): ExternalCommand {
    const { random } = this;
    const words = {
      ...(random.chance(0.4) && { reason: `reason ${random.int(1, 1_000)} 🦉` }),
      ...(random.chance(0.4) && { ticketId: `T-${random.int(1, 50)}` }),
    };
    const kind = random.next();
    if (kind < 0.35) {
      const { least, most } = this.options.durationMinutes;
      const durationMinutes = random.chance(0.2) && most === 10_080 ? 10_080 : random.int(least, most);
      return {
        type: 'GrantSupportAccess',
        data: { workspaceId, actor: this.#actor(), durationMinutes, ...words },
      };
    }
    if (kind < 0.8)
      return {
        type: 'RecordSupportLogin',
        data: { workspaceId, engineer: this.#engineer(), ...words, ipAddress: this.#address() },
      };
    const { reason } = words as { reason?: string };
    return {
      type: 'RevokeSupportAccess',
      data: {
        workspaceId,
        actor: this.#actor(),
        ...(random.chance(0.1) && { grantId: `g-${random.int(1, 9)}` }),
        ...(reason !== undefined && { reason }),
      },
    };
  }

  #actor(): Actor {
    const { random } = this;
    const who = random.next();
    if (who < 0.05) return { id: 'stranger', kind: 'user' };
    if (who < 0.15) return { id: 'desk', kind: 'vendor' };
    return {
      id: random.pick(OWNERS),
      kind: 'user',
      ...(random.chance(0.3) && { name: 'Olivia Ö.' }),
      ...(random.chance(0.05) && { sessionId: 's-1' }),
    };
  }

  #engineer(): Engineer {
    return {
      id: `e-${this.random.int(1, 20)}`,
      ...(this.random.chance(0.3) && { email: 'e@vendor.example' }),
    };
  }

  #address(): string {
    return `10.0.0.${this.random.int(1, 254)}`;
  }
}

/** The same command as a retry may tell it: from another network, and with people called otherwise (I1 does not mind). */
export function retold({ commandId, command }: PlannedCommand, random: Random): PlannedCommand {
  const data: Record<string, unknown> = { ...command.data };
  if (command.type === 'RecordSupportLogin') data['ipAddress'] = `10.0.1.${random.int(1, 254)}`;
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
