import type { Command, EpochMs, SupportAccessEvent } from '#domain';
import { MINUTE_MS } from '#domain';
import type { RecordedEvent } from '#event-store';
import { describeWorkspace, T0 } from '../../../libs/read-models/histories.contract.js';
import { SimulatedLog } from '../../../libs/read-models/simulated-log.contract.js';
import { Random } from '../../../test/support/random.js';
import type { Access } from './access-at.js';
import { accessInLog, accessInWorkspace } from './access-in-log.js';

const INSTANTS = 1_000;
const COMMANDS = 600;
const WORKSPACES = ['acme', 'globex', 'initech', 'umbrella', 'wayne'];
const { signal } = new AbortController();
const random = new Random(20_261_122);
const log = busyLog();
const grantedUntil = new Map(
  log.events.flatMap(({ event }) =>
    event.type === 'SupportAccessGranted' ? [[event.data.grantId, event.data.expiresAt]] : [],
  ),
);

/** Questions, consents that are used, prolonged, taken back and run out, under a clock that steps back now and then. */
function busyLog(): SimulatedLog {
  const made = new SimulatedLog();
  let now = T0;
  const newest = { grantId: 'none', sessionId: 'none', requestId: 'none' };
  for (const id of WORKSPACES) describeWorkspace(made, id, now);
  for (let i = 0; i < COMMANDS; i++) {
    now += random.int(-4 * MINUTE_MS, 40 * MINUTE_MS);
    const workspaceId = random.pick(WORKSPACES);
    const actor = { id: 'ada', kind: 'user' as const };
    const engineer = { id: random.pick(['eve', 'mel']) };
    const durationMinutes = random.pick([1, 90, 600, 5_000]);
    const { grantId, sessionId, requestId } = newest;
    const login: Command = {
      type: 'RecordSupportLogin',
      data: { workspaceId, engineer, ipAddress: '192.0.2.7' },
    };
    const request = { workspaceId, engineer, durationMinutes, reason: 'totals' };
    const commands: readonly Command[] = [
      { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes, ticketId: 'T-1' } },
      { type: 'GrantSupportAccess', data: { workspaceId, actor, requestId } },
      { type: 'RequestSupportAccess', data: request },
      { type: 'RequestSupportAccess', data: { ...request, grantId } },
      { type: 'DeclineSupportAccessRequest', data: { workspaceId, requestId, actor } },
      { type: 'ExtendSupportAccess', data: { workspaceId, actor, grantId, additionalMinutes: 100 } },
      { type: 'EndSupportSession', data: { workspaceId, sessionId, actor } },
      { type: 'RevokeSupportAccess', data: { workspaceId, actor } },
      { type: 'CloseTicket', data: { workspaceId, ticketId: 'T-1' } },
      login,
      login,
      login,
    ];
    for (const { data } of made.execute(random.pick(commands), now)) Object.assign(newest, data);
  }
  return made;
}

async function inAll(asOf: EpochMs, mostAtOnce?: number): Promise<Access[]> {
  const found: Access[] = [];
  const options = {
    asOf: { at: asOf, isNow: false },
    upTo: await log.head(),
    signal,
    ...(mostAtOnce !== undefined && { mostAtOnce }),
  };
  for await (const access of accessInLog(log, options)) found.push(access);
  return found;
}

type Of<Type extends SupportAccessEvent['type']> = Extract<SupportAccessEvent, { type: Type }>['data'];

/** By definition: the events recorded up to the instant, gone through as often as it takes. */
function naive(events: readonly RecordedEvent[], asOf: EpochMs): object[] {
  const known = events.filter(({ metadata }) => Date.parse(metadata.recordedAt) <= asOf);
  return [...WORKSPACES].sort().flatMap((workspaceId) => {
    const all = <Type extends SupportAccessEvent['type']>(type: Type): Of<Type>[] =>
      known.flatMap(({ event }) =>
        event.type === type && event.data.workspaceId === workspaceId ? [event.data as Of<Type>] : [],
      );
    const ended = all('SupportAccessRevoked').map(({ grantId }) => grantId);
    const extended = all('SupportAccessExtended').toReversed();
    const grant = all('SupportAccessGranted')
      .map((each) => ({
        ...each,
        expiresAt: extended.find(({ grantId }) => grantId === each.grantId)?.expiresAt ?? each.expiresAt,
      }))
      .findLast(({ grantId, expiresAt }) => !ended.includes(grantId) && Date.parse(expiresAt) > asOf);
    const out = all('SupportSessionEnded').map(({ sessionId }) => sessionId);
    const sessions = all('SupportLogin').filter(
      ({ grantId, sessionId, sessionExpiresAt }) =>
        grantId === grant?.grantId && !out.includes(sessionId) && Date.parse(sessionExpiresAt) > asOf,
    );
    const answers = [
      ...all('SupportAccessGranted'),
      ...all('SupportAccessExtended'),
      ...all('SupportAccessRequestClosed'),
    ].map(({ requestId }) => requestId);
    const waiting = all('SupportAccessRequested').filter(
      ({ requestId, requestExpiresAt }) =>
        !answers.includes(requestId) && Date.parse(requestExpiresAt) > asOf,
    );
    if (grant === undefined && waiting.length === 0) return [];
    return [
      {
        workspaceId,
        grantId: grant?.grantId,
        expiresAt: grant?.expiresAt,
        sessions: sessions.map(({ sessionId, engineer, at, sessionExpiresAt }) => ({
          sessionId,
          engineer,
          at,
          sessionExpiresAt,
        })),
        requests: waiting.map(({ requestId }) => requestId),
      },
    ];
  });
}

const essence = ({ workspaceId, grant, inside, requests }: Access): object => ({
  workspaceId,
  grantId: grant?.grantId,
  expiresAt: grant?.expiresAt,
  sessions: inside.map(({ sessionId, engineer, at, sessionExpiresAt }) => ({
    sessionId,
    engineer,
    at,
    sessionExpiresAt,
  })),
  requests: requests.map(({ requestId }) => requestId),
});

/** Half of them at the last millisecond before, at, or just after something began or ended, the others anywhere. */
function randomInstants(): EpochMs[] {
  const turns = log.events.flatMap(({ event }) => {
    const data: Partial<
      Record<'grantedAt' | 'expiresAt' | 'at' | 'sessionExpiresAt' | 'requestExpiresAt', string>
    > = event.data;
    return [data.grantedAt, data.expiresAt, data.at, data.sessionExpiresAt, data.requestExpiresAt].flatMap(
      (time) => (time === undefined ? [] : [Date.parse(time)]),
    );
  });
  const last = Math.max(...turns);
  return Array.from({ length: INSTANTS }, (_, i) =>
    i % 2 === 0 ? random.pick(turns) + random.int(-1, 1) : random.int(T0 - MINUTE_MS, last),
  );
}

describe('who could enter, and who was inside', () => {
  it(`equals a naive fold of the events up to it at ${INSTANTS} random instants, however few it may hold at once`, async () => {
    const seen = { open: 0, inside: 0, waiting: 0, extended: 0, none: 0 };
    for (const asOf of randomInstants()) {
      const expected = naive(log.events, asOf);
      const found = await inAll(asOf, random.int(1, 5));
      expect(found.map(essence)).toEqual(expected);
      const acme = await accessInWorkspace(log, 'acme', {
        asOf: { at: asOf, isNow: false },
        upTo: await log.head(),
        signal,
      });
      expect(acme && essence(acme)).toEqual(
        found.filter(({ workspaceId }) => workspaceId === 'acme').map(essence)[0],
      );
      for (const { grant, inside, requests } of found) {
        seen.inside += inside.length;
        seen.waiting += requests.length;
        if (grant === undefined) continue;
        seen.open += 1;
        if (grantedUntil.get(grant.grantId) !== grant.expiresAt) seen.extended += 1;
      }
      if (found.length === 0) seen.none += 1;
    }
    // Else it would have compared nothing with nothing.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  });

  it('names the events that say so', async () => {
    let named = 0;
    for (const { metadata } of log.events.slice(-50))
      for (const { grant, inside, requests } of await inAll(Date.parse(metadata.recordedAt))) {
        const found = [...(grant ? [grant] : []), ...inside, ...requests].map(({ event }) =>
          log.events.find(({ id, revision }) => id === event.id && revision === event.revision),
        );
        expect(found.map((each) => each?.type)).toEqual([
          ...(grant ? ['SupportAccessGranted'] : []),
          ...inside.map(() => 'SupportLogin'),
          ...requests.map(() => 'SupportAccessRequested'),
        ]);
        named += found.length;
      }
    expect(named).toBeGreaterThan(20);
  });

  it('what came into the log after it was asked does not count', async () => {
    const asOf = Date.parse(log.events.at(-1)!.metadata.recordedAt);
    for (const { position } of log.events.slice(-100)) {
      const found: Access[] = [];
      for await (const access of accessInLog(log, {
        asOf: { at: asOf, isNow: false },
        upTo: position,
        signal,
      }))
        found.push(access);
      const before = log.events.filter((event) => event.position <= position);
      expect(found.map(essence)).toEqual(naive(before, asOf));
    }
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort();
    const asked = accessInLog(log, {
      asOf: { at: T0, isNow: true },
      upTo: await log.head(),
      signal: stopped,
    }).next();
    await expect(asked).rejects.toThrow('aborted');
  });
});
