import type { Command, EpochMs } from '#domain';
import { MINUTE_MS } from '#domain';
import type { RecordedEvent } from '#event-store';
import { describeWorkspace, T0 } from '../../../libs/read-models/histories.contract.js';
import { naiveCurrentAccess } from '../../../libs/read-models/naive-models.contract.js';
import { SimulatedLog } from '../../../libs/read-models/simulated-log.contract.js';
import { Random } from '../../../test/support/random.js';
import type { Access } from './access-at.js';
import { accessInLog, accessInWorkspace } from './access-in-log.js';

const INSTANTS = 1_000;
const COMMANDS = 500;
const WORKSPACES = ['acme', 'globex', 'initech', 'umbrella', 'wayne'];
const { signal } = new AbortController();
const random = new Random(20_261_122);
const log = busyLog();

/** Consents that are used, taken back and run out, under a clock that steps back now and then. */
function busyLog(): SimulatedLog {
  const made = new SimulatedLog();
  let now = T0;
  for (const id of WORKSPACES) describeWorkspace(made, id, now);
  for (let i = 0; i < COMMANDS; i++) {
    now += random.int(-4 * MINUTE_MS, 40 * MINUTE_MS);
    const workspaceId = random.pick(WORKSPACES);
    const actor = { id: 'ada', kind: 'user' as const };
    const durationMinutes = random.pick([1, 90, 600, 10_080]);
    const login: Command = {
      type: 'RecordSupportLogin',
      data: { workspaceId, engineer: { id: random.pick(['eve', 'mel']) }, ipAddress: '192.0.2.7' },
    };
    const commands: readonly Command[] = [
      { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes, ticketId: 'T-1' } },
      { type: 'RevokeSupportAccess', data: { workspaceId, actor } },
      login,
      login,
    ];
    made.execute(random.pick(commands), now);
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

/** By definition: the events recorded up to the instant, gone through as often as it takes. */
function naive(events: readonly RecordedEvent[], asOf: EpochMs): object[] {
  const known = events.filter(({ metadata }) => Date.parse(metadata.recordedAt) <= asOf);
  return [...WORKSPACES].sort().flatMap((workspaceId) => {
    const { grant, sessions } = naiveCurrentAccess(known, workspaceId, asOf);
    return grant ? [{ workspaceId, grantId: grant.grantId, expiresAt: grant.expiresAt, sessions }] : [];
  });
}

const essence = ({ workspaceId, grant, inside }: Access): object => ({
  workspaceId,
  grantId: grant.grantId,
  expiresAt: grant.expiresAt,
  sessions: inside.map(({ sessionId, engineer, at, sessionExpiresAt }) => ({
    sessionId,
    engineer,
    at,
    sessionExpiresAt,
  })),
});

/** Half of them at the last millisecond before, at, or just after something began or ended, the others anywhere. */
function randomInstants(): EpochMs[] {
  const turns = log.events.flatMap(({ event }) => {
    const data: { grantedAt?: string; expiresAt?: string; at?: string; sessionExpiresAt?: string } =
      event.data;
    return [data.grantedAt, data.expiresAt, data.at, data.sessionExpiresAt].flatMap((time) =>
      time === undefined ? [] : [Date.parse(time)],
    );
  });
  const last = Math.max(...turns);
  return Array.from({ length: INSTANTS }, (_, i) =>
    i % 2 === 0 ? random.pick(turns) + random.int(-1, 1) : random.int(T0 - MINUTE_MS, last),
  );
}

describe('who could enter, and who was inside', () => {
  it(`equals a naive fold of the events up to it at ${INSTANTS} random instants, however few it may hold at once`, async () => {
    const seen = { open: 0, inside: 0, none: 0 };
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
      seen.open += found.length;
      seen.inside += found.reduce((sum, { inside }) => sum + inside.length, 0);
      if (found.length === 0) seen.none += 1;
    }
    // Else it would have compared nothing with nothing.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });

  it('names the events that say so', async () => {
    let named = 0;
    for (const { metadata } of log.events.slice(-50))
      for (const { grant, inside } of await inAll(Date.parse(metadata.recordedAt))) {
        const [given, ...logins] = [grant, ...inside].map(({ event }) =>
          log.events.find(({ id, revision }) => id === event.id && revision === event.revision),
        );
        expect(given?.event).toMatchObject({
          type: 'SupportAccessGranted',
          data: { grantId: grant.grantId },
        });
        expect(logins.map((login) => login?.type)).toEqual(inside.map(() => 'SupportLogin'));
        named += logins.length;
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
