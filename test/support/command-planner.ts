import type { Actor, Engineer, ExternalCommand, ExternalCommandType, SupportAccessEvent } from '#domain';
import { assertNever } from '#domain';
import type { Random } from './random.js';
import type { OpenThings } from './what-is-open.js';
import { WhatIsOpen } from './what-is-open.js';

/** A command that a run means to have executed exactly once, however often it is delivered. */
export type PlannedCommand = { commandId: string; command: ExternalCommand };

/** What names a command in the whole run, as in the id of its result. */
export const nameOf = ({ commandId, command }: PlannedCommand): string =>
  `${command.data.workspaceId}/${commandId}`;

export type PlanOptions = {
  workspaces: number;
  /** Of grants, and of what requests ask for. */
  durationMinutes: { least: number; most: number };
};

const OWNERS = ['olivia', 'oscar', 'odette'];

/** How often each is chosen, of a hundred. */
const SHARES: readonly (readonly [ExternalCommandType, number])[] = [
  ['RequestSupportAccess', 16],
  ['WithdrawSupportAccessRequest', 4],
  ['DeclineSupportAccessRequest', 5],
  ['GrantSupportAccess', 22],
  ['ExtendSupportAccess', 8],
  ['RecordSupportLogin', 24],
  ['EndSupportSession', 10],
  ['RevokeSupportAccess', 6],
  ['CloseTicket', 5],
];

/** What a command names, and what opens that: chosen in its place, mostly, while nothing of the kind is known to be open. */
const NAMED: Partial<Record<ExternalCommandType, [(open: OpenThings) => unknown, ExternalCommandType]>> = {
  WithdrawSupportAccessRequest: [({ requests }) => requests[0], 'RequestSupportAccess'],
  DeclineSupportAccessRequest: [({ requests }) => requests[0], 'RequestSupportAccess'],
  ExtendSupportAccess: [({ grant }) => grant, 'GrantSupportAccess'],
  EndSupportSession: [({ sessions }) => sessions[0], 'RecordSupportLogin'],
};

/**
 * Makes up believable commands: every rule but the clock's is met, every kind of denial too. Workspaces are described by
 * their first command, mostly: one in twenty is asked about before it is known.
 */
export class CommandPlanner {
  readonly #seen = new Set<string>();
  readonly #open = new WhatIsOpen();
  #count = 0;

  constructor(
    private readonly random: Random,
    private readonly options: PlanOptions,
  ) {}

  /** Tells it what came of its commands: what is never told, it can name by made-up ids alone. */
  note(event: SupportAccessEvent): void {
    this.#open.note(event);
  }

  next(): PlannedCommand {
    const { random } = this;
    const workspaceId = `w-${random.int(1, this.options.workspaces)}`;
    const isFirst = !this.#seen.has(workspaceId);
    this.#seen.add(workspaceId);
    const commandId = `c-${(this.#count += 1)}`;
    const describes = isFirst ? random.chance(0.95) : random.chance(0.1);
    const open = this.#open.of(workspaceId);
    const type = describes ? 'UpdateWorkspace' : this.#type(open);
    return { commandId, command: this.#command(type, workspaceId, open) };
  }

  #type(open: OpenThings): ExternalCommandType {
    let chosen = this.random.next() * 100;
    const type = SHARES.find(([, share]) => (chosen -= share) < 0)![0];
    const [named, opener] = NAMED[type] ?? [];
    const isNothingOpen = named !== undefined && named(open) === undefined;
    return opener !== undefined && isNothingOpen && this.random.chance(0.8) ? opener : type;
  }

  #command(type: ExternalCommandType, workspaceId: string, open: OpenThings): ExternalCommand {
    const { random } = this;
    const of = { workspaceId };
    const why = random.chance(0.4) ? { reason: `reason ${random.int(1, 1_000)} 🦉` } : {};
    switch (type) {
      case 'UpdateWorkspace':
        return { type, data: this.#workspace(workspaceId) };
      case 'RequestSupportAccess': {
        const { reason = 'please' } = why;
        const asked = { durationMinutes: this.#minutes(1_440), ...this.#ticket(), ...this.#grantId(open) };
        return {
          type,
          data: { ...of, engineer: this.#engineer(), reason, ...asked, ipAddress: this.#address() },
        };
      }
      case 'WithdrawSupportAccessRequest': {
        const { requestId, engineerId } = this.#oneOf(open.requests) ?? this.#unknown();
        return { type, data: { ...of, requestId, ...this.#by(engineerId, 'vendor'), ...why } };
      }
      case 'DeclineSupportAccessRequest': {
        const { requestId } = this.#oneOf(open.requests) ?? this.#unknown();
        return { type, data: { ...of, requestId, actor: this.#actor(), ...why } };
      }
      case 'GrantSupportAccess': {
        const waiting = open.requests.filter((each) => each.grantId === undefined);
        const request = random.chance(0.6) ? this.#oneOf(waiting) : undefined;
        const terms =
          request === undefined
            ? { durationMinutes: this.#minutes(10_080), ...this.#ticket() }
            : {
                requestId: request.requestId,
                ...(random.chance(0.3) && { durationMinutes: this.#minutes(10_080) }),
              };
        return { type, data: { ...of, actor: this.#actor(), ...terms, ...why } };
      }
      case 'ExtendSupportAccess': {
        const { grantId } = this.#oneOf([open.grant]) ?? this.#unknown();
        const request = random.chance(0.6)
          ? this.#oneOf(open.requests.filter((each) => each.grantId === grantId))
          : undefined;
        const terms =
          request === undefined || random.chance(0.3)
            ? { additionalMinutes: random.chance(0.1) ? 10_080 : random.int(1, 120) }
            : { requestId: request.requestId };
        return { type, data: { ...of, actor: this.#actor(), grantId, ...terms, ...why } };
      }
      case 'RecordSupportLogin': {
        const said = { ...this.#ticket(), ipAddress: this.#address() };
        return { type, data: { ...of, engineer: this.#engineer(), ...said, ...why } };
      }
      case 'EndSupportSession': {
        const { sessionId, engineerId } = this.#oneOf(open.sessions) ?? this.#unknown();
        return { type, data: { ...of, sessionId, ...this.#by(engineerId, 'user'), ...why } };
      }
      case 'RevokeSupportAccess':
        return { type, data: { ...of, actor: this.#actor(), ...this.#grantId(open), ...why } };
      case 'CloseTicket': {
        const named = [open.grant, ...open.requests, ...open.sessions].flatMap(
          (each) => each?.ticketId ?? [],
        );
        const ticketId = this.#oneOf(named) ?? `T-${random.int(1, 50)}`;
        const by = random.chance(0.5) ? { actor: this.#actor() } : {};
        return { type, data: { ...of, ticketId, ...by, ...why } };
      }
      default:
        return assertNever(type, 'command');
    }
  }

  #workspace(workspaceId: string) {
    const { random } = this;
    return {
      workspaceId,
      ...(random.chance(0.5) && { actor: this.#actor() }),
      ...(random.chance(0.5) && { name: `Workspace ${workspaceId} „№${random.int(1, 99)}“` }),
      tier: random.pick(['free', 'team', 'business'] as const),
      forcedSso: random.chance(0.15),
      ownerIds: OWNERS.slice(0, random.int(1, 3)),
    };
  }

  /** One of those that are open, mostly. */
  #oneOf<T>(choices: readonly (T | undefined)[]): T | undefined {
    return choices.length === 0 || this.random.chance(0.1) ? undefined : this.random.pick(choices);
  }

  #unknown() {
    const id = `none-${this.random.int(1, 9)}`;
    return { requestId: id, grantId: id, sessionId: id, engineerId: 'e-1' };
  }

  #grantId({ grant }: OpenThings): { grantId?: string } {
    if (this.random.chance(0.05)) return { grantId: this.#unknown().grantId };
    return grant === undefined || this.random.chance(0.2) ? {} : { grantId: grant.grantId };
  }

  #ticket(): { ticketId?: string } {
    return this.random.chance(0.4) ? { ticketId: `T-${this.random.int(1, 50)}` } : {};
  }

  /** Now and then what the wire has for nothing said. */
  #minutes(byDefault: number): number {
    const { least, most } = this.options.durationMinutes;
    return byDefault <= most && this.random.chance(0.2) ? byDefault : this.random.int(least, most);
  }

  /** The engineer whose it is, mostly; another one; or an actor, mostly of the kind that may. */
  #by(engineerId: string, kind: Actor['kind']): { engineer: Engineer } | { actor: Actor } {
    const who = this.random.next();
    if (who < 0.6) return { engineer: { ...this.#engineer(), id: engineerId } };
    if (who < 0.7) return { engineer: this.#engineer() };
    return { actor: kind === 'vendor' && who < 0.95 ? { id: 'desk', kind } : this.#actor() };
  }

  #actor(): Actor {
    const { random } = this;
    const who = random.next();
    if (who < 0.05) return { id: 'stranger', kind: 'user' };
    if (who < 0.15) return { id: 'desk', kind: 'vendor' };
    return {
      // Olivia owns every workspace, the others some.
      id: random.chance(0.5) ? 'olivia' : random.pick(OWNERS),
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
