import type { Command, EpochMs, SupportAccessEvent } from '#domain';
import { MINUTE_MS } from '#domain';
import fc from 'fast-check';
import { SimulatedLog } from './simulated-log.contract.js';

export const T0: EpochMs = Date.UTC(2026, 10, 22, 9, 30);
export const WORKSPACES = ['acme', 'globex', 'initech'];
const PEOPLE = ['ada', 'bob'];
const TICKETS = ['T-1', 'T-2'];

/**
 * One thing somebody tries, and how long after the one before. Where the command says {@link ONE_OF_THEM}, it names the grant, the
 * request or the session that is so many back in its workspace's history.
 */
type Step = { afterMs: number; command: Command; back: number };

const ONE_OF_THEM = 'one of them';
const among = fc.constantFrom;
const workspaceId = among('acme', 'acme', 'acme', ...WORKSPACES);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const actor = fc.record({
  id: among('ada', 'ada', ...PEOPLE, 'bob', 'mallory'),
  kind: among('user', 'user', 'user', 'user', 'user', 'vendor'),
  name: maybe(fc.constant('Ada Lovelace')),
});
const engineer = fc.record({ id: among('eve', 'mel') });
const ticketId = among(...TICKETS);
const oneOfThem = fc.constant(ONE_OF_THEM);
const reason = maybe(fc.string());
const byEither = fc.oneof(fc.record({ engineer }), fc.record({ actor }));

const of = (weight: number, type: Command['type'], data: fc.Arbitrary<object>) => ({
  weight,
  arbitrary: fc.record({
    type: fc.constant(type),
    data: fc.tuple(fc.record({ workspaceId }), data).map(([one, other]) => ({ ...one, ...other })),
  }),
});

const command: fc.Arbitrary<Command> = fc
  .oneof(
    of(
      2,
      'UpdateWorkspace',
      fc.record({
        actor: maybe(actor),
        tier: among('free', 'team', 'business'),
        forcedSso: fc.integer({ min: 0, max: 6 }).map((one) => one === 6),
        ownerIds: fc.constant(PEOPLE),
      }),
    ),
    of(
      6,
      'RequestSupportAccess',
      fc.record({
        engineer,
        reason: fc.string(),
        durationMinutes: among(1, 60, 1_440),
        ticketId: maybe(ticketId),
        grantId: maybe(oneOfThem),
        ipAddress: maybe(fc.constant('192.0.2.7')),
      }),
    ),
    of(
      1,
      'WithdrawSupportAccessRequest',
      fc.tuple(byEither, fc.record({ requestId: oneOfThem })).map(([by, named]) => ({ ...by, ...named })),
    ),
    of(1, 'DeclineSupportAccessRequest', fc.record({ requestId: oneOfThem, actor, reason })),
    of(
      9,
      'GrantSupportAccess',
      fc.record({ actor, durationMinutes: among(1, 60, 600, 10_080), ticketId: maybe(ticketId), reason }),
    ),
    of(2, 'GrantSupportAccess', fc.record({ actor, requestId: oneOfThem, reason })),
    of(
      3,
      'ExtendSupportAccess',
      fc.record({ actor, grantId: oneOfThem, additionalMinutes: among(1, 30, 1_440), reason }),
    ),
    of(3, 'ExtendSupportAccess', fc.record({ actor, grantId: oneOfThem, requestId: oneOfThem })),
    of(
      9,
      'RecordSupportLogin',
      fc.record({ engineer, ticketId: maybe(ticketId), ipAddress: maybe(fc.constant('192.0.2.7')) }),
    ),
    of(
      4,
      'EndSupportSession',
      fc.tuple(byEither, fc.record({ sessionId: oneOfThem })).map(([by, named]) => ({ ...by, ...named })),
    ),
    of(2, 'RevokeSupportAccess', fc.record({ actor })),
    of(1, 'CloseTicket', fc.record({ ticketId, actor: maybe(actor), reason })),
    of(1, 'ExpireSupportAccess', fc.record({ grantId: oneOfThem })),
    of(1, 'ExpireSupportAccessRequest', fc.record({ requestId: oneOfThem })),
    of(1, 'ExpireSupportSession', fc.record({ sessionId: oneOfThem })),
  )
  .map((made) => JSON.parse(JSON.stringify(made)) as Command);

/** The command with the ids that were meant; ids that nothing has if there is nothing. */
function resolved(command: Command, back: number, log: SimulatedLog): Command {
  const data = Object.entries(command.data).map(([key, value]) => {
    if (value !== ONE_OF_THEM) return [key, value];
    const ids = log.idsOf(command.data.workspaceId, key as 'grantId' | 'requestId' | 'sessionId');
    return [key, ids.at(-1 - (back % Math.max(ids.length, 1))) ?? 'of nothing'];
  });
  return { type: command.type, data: Object.fromEntries(data) };
}

// Clocks also step back.
const afterMs = fc.oneof(
  among(0, 1, MINUTE_MS, 30 * MINUTE_MS),
  among(0, 1_000, 2_000, 10 * MINUTE_MS),
  fc.integer({ min: -10 * MINUTE_MS, max: 90 * MINUTE_MS }),
);

const back = among(0, 0, 0, 0, 1, 3);
const steps: fc.Arbitrary<Step[]> = fc.array(fc.record({ afterMs, command, back }), {
  maxLength: 80,
  size: 'max',
});

/** What could have happened in three workspaces: the domain decides, so that every history is one it allows. */
export const histories: fc.Arbitrary<SimulatedLog> = steps.map((taken) => {
  const log = new SimulatedLog();
  let now = T0;
  for (const id of WORKSPACES.slice(0, 2)) describeWorkspace(log, id, now);
  for (const step of taken) log.execute(resolved(step.command, step.back, log), (now += step.afterMs));
  return log;
});

/** Does something as a command. @returns the events */
const execute = (
  log: SimulatedLog,
  now: EpochMs,
  type: Command['type'],
  data: object,
): SupportAccessEvent[] => log.execute({ type, data } as Command, now);

/** @returns the request's id */
export function requestAt(
  now: EpochMs,
  log: SimulatedLog,
  { workspaceId = 'acme', engineerId = 'eve', ...more }: RequestOptions = {},
): string {
  const asked = { durationMinutes: 60, reason: 'The export fails', ticketId: 'T-1', ...more };
  const event = execute(log, now, 'RequestSupportAccess', {
    workspaceId,
    engineer: { id: engineerId },
    ...asked,
  }).at(-1);
  if (event?.type !== 'SupportAccessRequested') throw new Error(`not requested: ${event?.type}`);
  return event.data.requestId;
}

type RequestOptions = {
  workspaceId?: string;
  engineerId?: string;
  grantId?: string;
  ticketId?: string;
  durationMinutes?: number;
};

const OWNER = { id: 'ada', kind: 'user' as const };

/** @returns the grant's id */
export function approveAt(now: EpochMs, log: SimulatedLog, requestId: string, workspaceId = 'acme'): string {
  const events = execute(log, now, 'GrantSupportAccess', { workspaceId, actor: OWNER, requestId });
  const granted = events.find((event) => event.type === 'SupportAccessGranted');
  if (granted === undefined) throw new Error('not granted');
  return granted.data.grantId;
}

type ExtendOptions = {
  workspaceId?: string;
  additionalMinutes?: number;
  requestId?: string;
  reason?: string;
};

export const extendAt = (
  now: EpochMs,
  log: SimulatedLog,
  grantId: string,
  { workspaceId = 'acme', ...more }: ExtendOptions,
): void => void execute(log, now, 'ExtendSupportAccess', { workspaceId, actor: OWNER, grantId, ...more });

export const endSessionAt = (
  now: EpochMs,
  log: SimulatedLog,
  sessionId: string,
  workspaceId = 'acme',
): void => void execute(log, now, 'EndSupportSession', { workspaceId, sessionId, actor: OWNER });

export const closeTicketAt = (
  now: EpochMs,
  log: SimulatedLog,
  ticketId: string,
  workspaceId = 'acme',
): void => void execute(log, now, 'CloseTicket', { workspaceId, ticketId });

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
  const events = log.execute(
    { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes, ticketId: 'T-1' } },
    now,
  );
  const event = events.find(({ type }) => type === 'SupportAccessGranted');
  if (event?.type !== 'SupportAccessGranted') throw new Error(`not granted: ${events.at(-1)?.type}`);
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
