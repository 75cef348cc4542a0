import { v7 as uuidv7 } from 'uuid';
import type { CommandEnvelope } from '#commands';
import { CommandDoor, readStructuredCommand } from '#commands';
import { SAGA_ID_PREFIX } from '#contracts';
import type { Command, EpochMs } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import type { EventStore } from '#event-store';
import { SESSION_MINUTES } from './case-logins.js';
import { makeCircumstances, planHistory } from './history.js';
import { Random } from './random.js';
import { SimulatedClock } from './simulated-clock.js';
import { isIn } from './step.js';
import { Tally } from './tally.js';

export type FillOptions = {
  workspaces: number;
  /** The history ends here; it begins 91 days before. */
  until: EpochMs;
  seed: string;
  /** Told how many of the steps are done. */
  onProgress?: (done: number, of: number) => void;
};

/** Commands that wait for the disk at once: many share one flush. */
const MAX_RUNNING = 200;

/**
 * Three months through the door, under a clock that is set from step to step. A command is sent when the one before has been
 * decided and is on its way to the store, so the log is in the order of time, and for the same options the same to the last
 * byte. It waits until the one before is durable only in its own workspace, since it may be about what that one led to.
 */
export async function fill(store: EventStore, options: FillOptions): Promise<Tally> {
  const { workspaces, until, seed, onProgress } = options;
  const random = new Random(seed);
  const circumstances = makeCircumstances(until);
  const steps = planHistory(workspaces, circumstances, random);
  const clock = new SimulatedClock(until);
  const ids = random.fork('ids');
  const newId = (): string => uuidv7({ msecs: clock.now(), random: ids.bytes(16) });
  const policy = {
    ...DEFAULT_POLICY,
    sessionMinutes: SESSION_MINUTES,
    get requireTicket() {
      return isIn(circumstances.ticketsRequired, clock.now());
    },
  };
  let decided = (): void => undefined;
  const observer = {
    appending: () => {
      decided();
      return () => undefined;
    },
  };
  const door = new CommandDoor(store, clock, { policy, newId, observer });
  const tally = new Tally();
  const running = new Map<string, Promise<void>>();
  for (const [index, { at, workspaceId, clockBehindMs = 0, command: ask, learn }] of steps.entries()) {
    await running.get(workspaceId);
    if (running.size >= MAX_RUNNING) await running.values().next().value;
    clock.set(at - clockBehindMs);
    const command = ask();
    const send = async (asked: Command): Promise<void> => {
      const { result, events } = await door.execute(envelopeOf(asked, newId));
      learn?.(events);
      tally.add(result, events);
      running.delete(workspaceId);
    };
    if (command !== undefined) {
      const isDecided = new Promise<void>((resolve) => (decided = resolve));
      const sent = send(command);
      running.set(workspaceId, sent);
      await Promise.race([isDecided, sent]);
    }
    onProgress?.(index + 1, steps.length);
  }
  await Promise.all(running.values());
  return tally;
}

/** As a service sends it, so that nothing gets in that the wire would refuse; or as the saga does. */
function envelopeOf(command: Command, newId: () => string): CommandEnvelope {
  const expiring = expiringId(command);
  if (expiring !== undefined)
    return { commandId: SAGA_ID_PREFIX + expiring, command, source: { kind: 'saga' } };
  const event = { specversion: '1.0', id: newId(), source: '/demo', ...command };
  const { producer: _, ...wire } = readStructuredCommand(Buffer.from(JSON.stringify(event)));
  return { ...wire, source: { kind: 'http' } };
}

function expiringId({ type, data }: Command): string | undefined {
  if (type === 'ExpireSupportAccess') return data.grantId;
  if (type === 'ExpireSupportSession') return data.sessionId;
  return type === 'ExpireSupportAccessRequest' ? data.requestId : undefined;
}
