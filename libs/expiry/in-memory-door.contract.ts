import type { CommandEnvelope, Door, Executed } from '#commands';
import type { Clock } from '#config';
import type { Command, SupportAccessEvent, WorkspaceState } from '#domain';
import { decide, DEFAULT_POLICY, evolve, happenedAt, initialState, streamOf } from '#domain';
import type { EventMetadata } from '#event-store';
import { RecordedEvent } from '#event-store';
import type { DueList } from './due-list.js';

/**
 * A double of the door and of the log behind it, in memory. The domain that decides is the real one, at the time of the
 * given clock; what it decides is durable at once.
 */
export class InMemoryDoor implements Door {
  readonly log: RecordedEvent[] = [];
  readonly executed: CommandEnvelope[] = [];
  /** Thrown instead of executing, one after the other. */
  failures: Error[] = [];
  readonly #states = new Map<string, { state: WorkspaceState; revision: number }>();

  constructor(private readonly clock: Clock) {}

  async execute(envelope: CommandEnvelope): Promise<Executed> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    this.executed.push(envelope);
    const { commandId, command } = envelope;
    const { workspaceId } = command.data;
    const events = this.#record(command, commandId);
    const references = events.map(({ id, type, revision }) => ({ id, type, revision }));
    const common = { commandId, workspaceId };
    return {
      repeated: false,
      events: events.map(({ event }) => event),
      result:
        events.length === 0
          ? { ...common, outcome: 'ignored', events: [] }
          : { ...common, outcome: 'accepted', events: references, position: String(this.head) },
    };
  }

  get head(): bigint {
    return BigInt(this.log.length);
  }

  #record(command: Command, commandId: string): RecordedEvent[] {
    const { workspaceId } = command.data;
    const before = this.#states.get(workspaceId) ?? { state: initialState, revision: 0 };
    const events = decide(command, before.state, {
      now: this.clock.now(),
      newId: `g${this.log.length}`,
      policy: DEFAULT_POLICY,
    });
    const state = events.reduce(evolve, before.state);
    this.#states.set(workspaceId, { state, revision: before.revision + events.length });
    return events.map((event, i) => {
      const recorded = this.#recorded(event, before.revision + i, commandId);
      this.log.push(recorded);
      return recorded;
    });
  }

  #recorded(event: SupportAccessEvent, revision: number, commandId: string): RecordedEvent {
    const position = this.head + 1n;
    const metadata: EventMetadata = {
      commandId,
      correlationId: commandId,
      causationId: commandId,
      commandHash: '0'.repeat(64),
      schemaVersion: 1,
      recordedAt: happenedAt(event),
      source: { kind: 'saga' },
    };
    return new RecordedEvent(
      position,
      streamOf(event.data.workspaceId),
      revision,
      `event-${position}`,
      event.type,
      JSON.stringify(event.data),
      JSON.stringify(metadata),
      '0'.repeat(64),
    );
  }
}

/** Does what the follower of the log does. */
export async function catchUp(dueList: DueList, door: InMemoryDoor): Promise<void> {
  const { position } = await dueList.bookmark();
  if (position < door.head) await dueList.apply(door.log.slice(Number(position)), door.head);
}

type DataOf<Type extends Command['type']> = Extract<Command, { type: Type }>['data'];

const ada = { id: 'ada', kind: 'user' as const };

/** Describes a workspace of Ada's and grants access to it; answers the grant's id. */
export async function grant(
  door: InMemoryDoor,
  workspaceId: string,
  durationMinutes: number,
): Promise<string> {
  await describeWorkspace(door, workspaceId);
  const data: DataOf<'GrantSupportAccess'> = { workspaceId, actor: ada, durationMinutes };
  const granted = await lastOf(door, { type: 'GrantSupportAccess', data });
  if (granted?.type !== 'SupportAccessGranted') throw new Error(`not granted: ${granted?.type}`);
  return granted.data.grantId;
}

/** Describes a workspace of Ada's and asks for access to it; answers the request's id. */
export async function request(door: InMemoryDoor, workspaceId: string): Promise<string> {
  await describeWorkspace(door, workspaceId);
  const asked = { engineer: { id: 'grace' }, reason: 'exports fail', durationMinutes: 60 };
  const requested = await lastOf(door, { type: 'RequestSupportAccess', data: { workspaceId, ...asked } });
  if (requested?.type !== 'SupportAccessRequested') throw new Error(`not requested: ${requested?.type}`);
  return requested.data.requestId;
}

/** An engineer enters, for an hour at most; answers the session's id. */
export async function enter(door: InMemoryDoor, workspaceId: string): Promise<string> {
  const data = { workspaceId, engineer: { id: 'grace' } };
  const login = await lastOf(door, { type: 'RecordSupportLogin', data });
  if (login?.type !== 'SupportLogin') throw new Error(`not entered: ${login?.type}`);
  return login.data.sessionId;
}

async function describeWorkspace(door: InMemoryDoor, workspaceId: string): Promise<void> {
  const data = { workspaceId, tier: 'business' as const, forcedSso: false, ownerIds: ['ada'] };
  await lastOf(door, { type: 'UpdateWorkspace', data });
}

async function lastOf(door: InMemoryDoor, command: Command): Promise<SupportAccessEvent | undefined> {
  const { events } = await door.execute({ commandId: 'c', command, source: { kind: 'http' } });
  return events.at(-1);
}
