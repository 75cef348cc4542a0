import fc from 'fast-check';
import { CommandDoor, WorkspaceFolds } from '#commands';
import type { Clock } from '#config';
import type { Command, EpochMs, SupportAccessEvent, SupportLogin } from '#domain';
import { DEFAULT_POLICY, MINUTE_MS, momentOf, streamOf, toEpochMs } from '#domain';
import type { EventStore, RecordedEvent } from '#event-store';
import type { ReadModels } from '#read-models';
import { accessInWorkspace } from '../../apps/admin/as-of/access-in-log.js';
import { readGrant } from '../../apps/admin/report/grant-report.js';
import { GetCurrentAccess, GetCurrentAccessHandler } from '../../apps/service/api/queries.js';
import { JwtSessionTokens } from '../../apps/service/api/sessions/jwt-session-tokens.js';
import type { SessionKeys } from '../../apps/service/api/sessions/session-keys.js';
import { AccessCheck } from '../../apps/service/api/access/access-check.js';

/** What every process shares: the log and the read models. */
export type OneAnswerParts = { store: EventStore; models: ReadModels; keys: SessionKeys };

const T0 = Date.parse('2026-11-22T09:00:00.000Z');
const policy = { ...DEFAULT_POLICY, sessionMinutes: 30 };
const actor = { id: 'olivia', kind: 'user' as const };
const ENGINEERS = ['erin', 'mel'];
const HOSTS = [0, 1];

/** A process with a clock and a memory of its own. */
class Host {
  now = T0;
  readonly clock: Clock = { now: () => this.now };
  readonly folds: WorkspaceFolds;
  readonly door: CommandDoor;
  readonly check: AccessCheck;
  readonly tokens: JwtSessionTokens;

  constructor(readonly parts: OneAnswerParts) {
    const { store, keys } = parts;
    // Another host writes, too: no fold is exact until the stream's end has been read.
    this.folds = new WorkspaceFolds({
      readStream: (stream, from) => store.readStream(stream, from),
      requireSameLog: () => store.requireSameLog(),
    });
    this.door = new CommandDoor(store, this.clock, { policy, folds: this.folds });
    this.check = new AccessCheck(this.folds, store, this.clock);
    const names = { issuer: () => 'https://support.example.com', audience: 'support-sessions' };
    this.tokens = new JwtSessionTokens(keys, this.folds, this.clock, names);
  }
}

/** The second model, by definition: it goes through the workspace's whole history for each question. */
function naive(events: readonly RecordedEvent[], now: EpochMs) {
  const times = events.map(({ metadata }) => toEpochMs(metadata.recordedAt));
  const moment = Math.max(now, ...times);
  const all = events.map(({ event }) => event);
  const grant = all.filter((event) => event.type === 'SupportAccessGranted').at(-1)?.data;
  const end = all
    .filter((event) => event.type === 'SupportAccessRevoked')
    .find(({ data }) => data.grantId === grant?.grantId)?.data;
  const extended = all
    .filter((event) => event.type === 'SupportAccessExtended')
    .findLast(({ data }) => data.grantId === grant?.grantId)?.data;
  const expiresAt = (extended ?? grant)?.expiresAt;
  const isOpen = expiresAt !== undefined && end === undefined && moment < toEpochMs(expiresAt);
  const over = new Set(
    all.filter((event) => event.type === 'SupportSessionEnded').map(({ data }) => data.sessionId),
  );
  const live = all
    .filter((event) => event.type === 'SupportLogin')
    .map(({ data }) => data)
    .filter(
      ({ grantId, sessionId, sessionExpiresAt }) =>
        isOpen && grantId === grant?.grantId && !over.has(sessionId) && moment < toEpochMs(sessionExpiresAt),
    );
  const status = isOpen ? 'active' : end !== undefined && end.cause !== 'expired' ? 'revoked' : 'expired';
  return { grant, isOpen, live, status: grant && status };
}

const STEPS =
  'grant grant grant extend extend erin erin erin mel end end end close revoke sso-on sso-off look'.split(
    ' ',
  );

type Step = { host: number; minutes: number; what: string };

const step: fc.Arbitrary<Step> = fc.record({
  host: fc.constantFrom(...HOSTS),
  // A clock also steps back, and the two drift apart by less than the five minutes that rule T1 allows, or more.
  minutes: fc.constantFrom(0, 0, 1, -1, -3, 4, 7, 25, 31, -12),
  what: fc.constantFrom(...STEPS),
});

/** @param events of the workspace so far; an extension or an end is of the latest grant or session */
const commandOf = (workspaceId: string, what: string, events: readonly RecordedEvent[]): Command => {
  const latest = (key: 'grantId' | 'sessionId'): string => {
    const named = events.map(({ event }) => (event.data as Record<string, unknown>)[key]);
    return (named.findLast((id) => id !== undefined) as string | undefined) ?? 'none';
  };
  switch (what) {
    case 'extend': {
      const data = { workspaceId, actor, grantId: latest('grantId'), additionalMinutes: 15 };
      return { type: 'ExtendSupportAccess', data };
    }
    case 'end':
      return { type: 'EndSupportSession', data: { workspaceId, actor, sessionId: latest('sessionId') } };
    case 'close':
      return { type: 'CloseTicket', data: { workspaceId, ticketId: 'T-1' } };
    case 'grant':
      return { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes: 60 } };
    case 'revoke':
      return { type: 'RevokeSupportAccess', data: { workspaceId, actor } };
    case 'sso-on':
    case 'sso-off': {
      const data = { workspaceId, tier: 'team' as const, forcedSso: what === 'sso-on', ownerIds: ['olivia'] };
      return { type: 'UpdateWorkspace', data };
    }
    default:
      return {
        type: 'RecordSupportLogin',
        data: { workspaceId, engineer: { id: what }, ...(what === 'mel' && { ticketId: 'T-1' }) },
      };
  }
};

/** Every way to ask "may they be in?", after every step, on every host. @returns the answers as one comparable value */
async function asked(
  host: Host,
  workspaceId: string,
  logins: readonly SupportLogin[],
  tokens: ReadonlyMap<string, string>,
) {
  const { store, models } = host.parts;
  const ask = (engineerId: string, action: 'login' | 'access', strong: boolean) =>
    host.check.decide({ workspaceId, engineerId, action }, { strong });
  // The default check may be half a second old where others write: here it is asked with the position it must know.
  const minPosition = await store.head();
  const checks = await Promise.all(
    ENGINEERS.flatMap((engineerId) =>
      (['login', 'access'] as const).flatMap((action) => [
        ask(engineerId, action, true),
        host.check.decide({ workspaceId, engineerId, action }, { strong: false, minPosition }),
      ]),
    ),
  );
  const { state } = await host.folds.get(streamOf(workspaceId), 'exact');
  const moment = momentOf(state, host.now);
  const current = await new GetCurrentAccessHandler(models.queries).execute(
    new GetCurrentAccess(workspaceId, moment),
  );
  const { grants } = await models.queries.grants({ workspaceId, now: host.now });
  const active = await models.queries.grants({ workspaceId, status: 'active', now: host.now });
  const expired = await models.queries.grants({ workspaceId, status: 'expired', now: host.now });
  const live = await models.queries.sessions({ workspaceId, live: true, now: host.now });
  const signal = new AbortController().signal;
  const asOfNow = await accessInWorkspace(store, workspaceId, {
    asOf: { at: host.now, isNow: true },
    upTo: minPosition,
    signal,
  });
  const newest = grants[0]?.grantId;
  const report =
    newest === undefined
      ? undefined
      : await readGrant(store, { workspaceId, grantId: newest, now: host.now, signal });
  const introspected: string[] = [];
  for (const { sessionId } of logins) {
    const token = tokens.get(sessionId);
    if (token !== undefined && (await host.tokens.introspect(token))) introspected.push(sessionId);
  }
  return {
    checks: checks.map(({ allowed }) => allowed),
    current: current.status,
    inside: current.sessions.map(({ sessionId }) => sessionId),
    live: live.sessions.map(({ sessionId }) => sessionId).toReversed(),
    newest: grants[0]?.status,
    active: active.grants.map(({ grantId }) => grantId),
    isNewestExpired: expired.grants.some(({ grantId }) => grantId === newest),
    asOfNow: asOfNow?.grant && asOfNow.inside.map(({ sessionId }) => sessionId),
    report: report?.facts.status === 'open',
    introspected,
  };
}

function expected(events: readonly RecordedEvent[], now: EpochMs, tokens: ReadonlyMap<string, string>) {
  const { grant, isOpen, live, status } = naive(events, now);
  const sessions = live.map(({ sessionId }) => sessionId);
  const isIn = (engineerId: string): boolean => live.some(({ engineer }) => engineer.id === engineerId);
  return {
    checks: ENGINEERS.flatMap((engineerId) => [isOpen, isOpen, isIn(engineerId), isIn(engineerId)]),
    current: isOpen ? 'active' : 'none',
    inside: sessions,
    live: sessions,
    newest: status,
    active: isOpen ? [grant!.grantId] : [],
    isNewestExpired: status === 'expired',
    asOfNow: isOpen ? sessions : undefined,
    report: isOpen,
    // A token ends with its session's last whole second, by the clock that checks it.
    introspected: live
      .filter(({ sessionExpiresAt }) => Math.floor(toEpochMs(sessionExpiresAt) / 1000) * 1000 > now)
      .map(({ sessionId }) => sessionId)
      .filter((sessionId) => tokens.has(sessionId)),
  };
}

/** A session that ended while its grant went on. */
const isLeftAlone = (event: SupportAccessEvent): boolean =>
  event.type === 'SupportSessionEnded' && event.data.cause === 'closed';

/** Two hosts with clocks of their own write one workspace: after every step every path on both gives the one answer. */
export function describeOneAnswer(parts: () => OneAnswerParts, runs: number): void {
  let run = 0;

  it('is one answer by every path, whichever way the clocks move', async () => {
    const seen = { open: 0, inside: 0, over: 0, ahead: 0 };
    const seldom = { extended: 0, leftAlone: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 20 }), async (steps) => {
        const { store, models } = parts();
        const workspaceId = `one-${(run += 1)}`;
        const hosts = HOSTS.map(() => new Host(parts()));
        const logins: SupportLogin[] = [];
        const tokens = new Map<string, string>();
        let sent = 0;
        let events: RecordedEvent[] = [];
        for (const { host: index, minutes, what } of [{ host: 0, minutes: 0, what: 'sso-off' }, ...steps]) {
          const host = hosts[index]!;
          host.now += minutes * MINUTE_MS;
          if (what !== 'look') {
            const command = commandOf(workspaceId, what, events);
            const { events: made } = await host.door.execute({
              commandId: `${workspaceId}-${(sent += 1)}`,
              command,
              source: { kind: 'http' },
            });
            for (const event of made)
              if (event.type === 'SupportLogin') {
                logins.push(event.data);
                const token = await host.tokens.issue(event.data);
                if (token !== undefined) tokens.set(event.data.sessionId, token);
              }
          }
          const after = await models.queries.position();
          for await (const page of store.readAll(after)) await models.apply(page, page.at(-1)!.position);
          events = [];
          for await (const page of store.readStream(streamOf(workspaceId))) events.push(...page);
          for (const each of hosts) {
            const answers = expected(events, each.now, tokens);
            expect(await asked(each, workspaceId, logins, tokens)).toEqual(answers);
            seen.open += Number(answers.report);
            seen.inside += Number(answers.inside.length > 0);
            seen.over += Number(answers.newest !== undefined && !answers.report);
            seldom.extended += Number(
              answers.report && events.some(({ type }) => type === 'SupportAccessExtended'),
            );
            seldom.leftAlone += Number(events.some(({ event }) => isLeftAlone(event)));
            seen.ahead += Number(toEpochMs(events.at(-1)!.metadata.recordedAt) > each.now);
          }
        }
      }),
      { numRuns: runs, seed: 20_261_130 },
    );
    // Otherwise it would have compared little with little.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs);
    for (const count of Object.values(seldom)) expect(count).toBeGreaterThan(runs / 4);
  });
}
