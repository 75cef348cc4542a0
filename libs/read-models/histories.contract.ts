import type { Command, EpochMs } from '#domain';
import { MINUTE_MS } from '#domain';
import fc from 'fast-check';
import { SimulatedLog } from './simulated-log.contract.js';

export const T0: EpochMs = Date.UTC(2026, 10, 22, 9, 30);
export const WORKSPACES = ['acme', 'globex', 'initech'];
const PEOPLE = ['ada', 'bob'];
const TICKETS = ['T-1', 'T-2'];

/** One thing somebody tries, and how long after the one before. */
type Step = { afterMs: number; command: Command };

const among = fc.constantFrom;
const workspaceId = among(...WORKSPACES);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const actor = fc.record({
  id: among(...PEOPLE, 'mallory'),
  kind: fc.constant('user' as const),
  name: maybe(fc.constant('Ada Lovelace')),
});

const command: fc.Arbitrary<Command> = fc
  .oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('UpdateWorkspace' as const),
        data: fc.record({
          workspaceId,
          actor: maybe(actor),
          tier: among('free', 'team', 'business'),
          forcedSso: among(false, false, false, true),
          ownerIds: fc.constant(PEOPLE),
        }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('GrantSupportAccess' as const),
        data: fc.record({
          workspaceId,
          actor,
          durationMinutes: among(1, 30, 10_080),
          ticketId: maybe(among(...TICKETS)),
          reason: maybe(fc.string()),
        }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('RecordSupportLogin' as const),
        data: fc.record({
          workspaceId,
          engineer: fc.record({ id: among('eve', 'mel') }),
          ticketId: maybe(among(...TICKETS)),
          ipAddress: maybe(fc.constant('192.0.2.7')),
        }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('RevokeSupportAccess' as const),
        data: fc.record({ workspaceId, actor }),
      }),
    },
  )
  .map((made) => JSON.parse(JSON.stringify(made)) as Command);

// Clocks also step back.
const afterMs = fc.oneof(
  among(0, 1, MINUTE_MS, 30 * MINUTE_MS),
  fc.integer({ min: -10 * MINUTE_MS, max: 90 * MINUTE_MS }),
);

const steps: fc.Arbitrary<Step[]> = fc.array(fc.record({ afterMs, command }), { maxLength: 60 });

/** What could have happened in three workspaces: the domain decides, so that every history is one it allows. */
export const histories: fc.Arbitrary<SimulatedLog> = steps.map((taken) => {
  const log = new SimulatedLog();
  let now = T0;
  for (const id of WORKSPACES.slice(0, 2)) describeWorkspace(log, id, now);
  for (const step of taken) log.execute(step.command, (now += step.afterMs));
  return log;
});

/** A Business workspace of Ada's and Bob's. */
export function describeWorkspace(log: SimulatedLog, id: string, now: EpochMs): void {
  const data = { workspaceId: id, tier: 'business' as const, forcedSso: false, ownerIds: PEOPLE };
  log.execute({ type: 'UpdateWorkspace', data }, now);
}

export const grantAt = (
  now: EpochMs,
  log: SimulatedLog,
  workspaceId = 'acme',
  durationMinutes = 60,
): string => {
  const actor = { id: 'ada', kind: 'user' as const };
  const [event] = log
    .execute(
      { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes, ticketId: 'T-1' } },
      now,
    )
    .slice(-1);
  if (event?.type !== 'SupportAccessGranted') throw new Error(`not granted: ${event?.type}`);
  return event.data.grantId;
};

export const loginAt = (now: EpochMs, log: SimulatedLog, workspaceId = 'acme', id = 'eve'): void => {
  log.execute({ type: 'RecordSupportLogin', data: { workspaceId, engineer: { id } } }, now);
};

export const revokeAt = (now: EpochMs, log: SimulatedLog, workspaceId = 'acme'): void => {
  const actor = { id: 'bob', kind: 'user' as const };
  log.execute({ type: 'RevokeSupportAccess', data: { workspaceId, actor, reason: 'done' } }, now);
};

export const expireAt = (now: EpochMs, log: SimulatedLog, grantId: string, workspaceId = 'acme'): void => {
  log.execute({ type: 'ExpireSupportAccess', data: { workspaceId, grantId } }, now);
};
