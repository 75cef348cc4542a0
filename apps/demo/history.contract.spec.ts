import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SupportAccessEvent } from '#domain';
import { happenedAt, toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import { LOG_START, openEventStore } from '#event-store';
import { OLIVIAS } from './cast.js';
import { fill } from './fill.js';
import { DAY_MS } from './office-hours.js';
import type { Tally } from './tally.js';

const UNTIL = Date.parse('2026-06-17T14:20:00Z');
const WORKSPACES = 200;
let directory: string;
let log: RecordedEvent[];
let tally: Tally;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'support-access-demo-'));
  ({ log, tally } = await make('first', WORKSPACES));
}, 600_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

async function make(name: string, workspaces: number, seed = 'support') {
  const store = await openEventStore(`sqlite:${join(directory, `${name}.db`)}`);
  try {
    const tally = await fill(store, { workspaces, until: UNTIL, seed });
    const log: RecordedEvent[] = [];
    for await (const page of store.readAll(LOG_START)) log.push(...page);
    return { log, tally };
  } finally {
    await store.close();
  }
}

const of = <T extends SupportAccessEvent['type']>(type: T) =>
  log
    .map(({ event }) => event)
    .filter((event): event is Extract<SupportAccessEvent, { type: T }> => event.type === type)
    .map(({ data }) => data as Extract<SupportAccessEvent, { type: T }>['data']);

describe('the history of the demo', () => {
  it('is the same for the same seed and end, to the last byte, and another for another seed', async () => {
    const chains = async (name: string, seed: string) =>
      (await make(name, 12, seed)).log.map(({ chain }) => chain);
    const once = await chains('once', 'a');
    expect(once.length).toBeGreaterThan(50);
    expect(await chains('twice', 'a')).toEqual(once);
    expect(await chains('other', 'b')).not.toEqual(once);
  });

  it('waits for the disk in each workspace alone: commands of several are on their way at once', async () => {
    const store = await openEventStore(`sqlite:${join(directory, 'at-once.db')}`);
    const append = store.append.bind(store);
    const running = new Set<string>();
    let most = 0;
    store.append = async (stream, ...rest) => {
      expect(running.has(stream)).toBe(false);
      most = Math.max(most, running.add(stream).size);
      return append(stream, ...rest).finally(() => running.delete(stream));
    };
    await fill(store, { workspaces: 12, until: UNTIL, seed: 'a' });
    await store.close();
    expect(most).toBeGreaterThan(4);
  });

  it('is of three months, in the order of time, and ends now', () => {
    // What met the host whose clock was behind has the last time of its stream (C1), which is not the log's.
    const times = log
      .filter(({ event }) => event.type !== 'SupportAccessDenied' || event.data.code !== 'CLOCK_BEHIND')
      .map(({ event }) => toEpochMs(happenedAt(event)));
    expect(times.at(0)).toBe(UNTIL - 91 * DAY_MS);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(UNTIL);
    expect(UNTIL - times.at(-1)!).toBeLessThan(DAY_MS);
  });

  it('has 200 workspaces and ten engineers', () => {
    expect(new Set(of('WorkspaceUpdated').map(({ workspaceId }) => workspaceId)).size).toBe(WORKSPACES);
    expect(new Set(of('SupportLogin').map(({ engineer }) => engineer.id)).size).toBe(10);
  });

  it('has every end of a grant and every refusal', () => {
    expect(new Set(of('SupportAccessRevoked').map(({ cause }) => cause))).toEqual(
      new Set(['revoked', 'expired', 'forced-sso', 'ticket-closed']),
    );
    expect([...tally.refusals.keys()].sort()).toEqual([
      'ACCESS_EXPIRED',
      'ALREADY_GRANTED',
      'ALREADY_REQUESTED',
      'CLOCK_BEHIND',
      'EXTENSION_LIMIT',
      'FORCED_SSO',
      'IMPERSONATED',
      'NOT_WORKSPACE_OWNER',
      'NO_ACTIVE_GRANT',
      'NO_LIVE_SESSION',
      'REQUEST_NOT_PENDING',
      'TICKET_REQUIRED',
      'UNKNOWN_WORKSPACE',
    ]);
    expect(of('SupportAccessDenied')).toHaveLength([...tally.refusals.values()].reduce((a, b) => a + b));
  });

  it('has requests with every answer, and sessions with every end', () => {
    const answered = [...of('SupportAccessGranted'), ...of('SupportAccessExtended')].filter(
      ({ requestId }) => requestId !== undefined,
    );
    const causes = of('SupportAccessRequestClosed').map(({ cause }) => cause);
    for (const cause of ['declined', 'withdrawn', 'expired', 'superseded']) expect(causes).toContain(cause);
    // Most are approved, and few wait now.
    expect(answered.length).toBeGreaterThan(of('SupportAccessRequested').length / 2);
    const waiting = of('SupportAccessRequested').length - answered.length - causes.length;
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(20);
    expect(new Set(of('SupportSessionEnded').map(({ cause }) => cause))).toEqual(
      new Set(['signed-out', 'closed', 'timed-out', 'grant-ended', 'ticket-closed']),
    );
    const inside = of('SupportLogin').length - of('SupportSessionEnded').length;
    expect(inside).toBeGreaterThan(0);
    expect(inside).toBeLessThan(20);
  });

  it('refuses less than one request in ten', () => {
    expect(of('SupportAccessDenied').length).toBeLessThan(tally.commands / 10);
  });

  it('records expiries within a second, but for a night on which nothing did', () => {
    const lags = of('SupportAccessRevoked')
      .filter(({ cause }) => cause === 'expired')
      .map(({ at, expiresAt }) => toEpochMs(at) - toEpochMs(expiresAt));
    expect(Math.min(...lags)).toBeGreaterThanOrEqual(0);
    expect(lags.filter((lag) => lag < 1_000).length).toBeGreaterThan(lags.length * 0.9);
    expect(lags.filter((lag) => lag >= 1_000).length).toBeGreaterThan(0);
    const sessions = of('SupportSessionEnded')
      .filter(({ cause }) => cause === 'timed-out')
      .map(({ at, endedAt }) => toEpochMs(at) - toEpochMs(endedAt));
    expect(sessions.filter((lag) => lag < 1_000).length).toBeGreaterThan(sessions.length * 0.9);
  });

  it('leaves some grants active, among them the two of Olivia that the demo shows', () => {
    const [inside, ending] = OLIVIAS;
    expect(tally.active.size).toBeGreaterThan(5);
    expect(tally.active.has(inside!.id)).toBe(true);
    const grant = of('SupportAccessGranted').findLast(({ workspaceId }) => workspaceId === ending!.id);
    expect(toEpochMs(grant!.expiresAt) - UNTIL).toBe(3 * 60_000);
    const login = of('SupportLogin').findLast(({ workspaceId }) => workspaceId === inside!.id);
    expect(login).toMatchObject({ engineer: { id: 'erin' } });
    expect(toEpochMs(login!.sessionExpiresAt)).toBeGreaterThan(UNTIL);
  });

  it("leaves a request that waits for Olivia's answer", () => {
    const asking = OLIVIAS[2]!;
    const last = log.findLast(({ event }) => event.data.workspaceId === asking.id)!.event;
    expect(last).toMatchObject({ type: 'SupportAccessRequested', data: { durationMinutes: 1_440 } });
    expect(tally.lastAsked.get(asking.id)).toBe((last.data as { requestId?: string }).requestId);
  });
});
