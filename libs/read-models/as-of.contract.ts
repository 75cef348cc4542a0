import { MINUTE_MS as MINUTE } from '#domain';
import type { Command, EpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import fc from 'fast-check';
import type { ReadModelsFixture } from './fixture.contract.js';
import { describeWorkspace, T0, WORKSPACES } from './histories.contract.js';
import { naiveCurrentAccess } from './naive-models.contract.js';
import { SimulatedLog } from './simulated-log.contract.js';

export function describeAsOf(given: ReadModelsFixture): void {
  describe('as of any instant', () => {
    it('says who could enter and who was inside, to the millisecond, as a second model does', async () => {
      const anyInstant = fc.integer({ min: T0 - MINUTE, max: T0 + 8 * 24 * 60 * MINUTE });
      const outcomes = { none: 0, active: 0, inside: 0, extended: 0, waiting: 0, ended: 0 };
      await fc.assert(
        fc.asyncProperty(busyHistories, fc.array(anyInstant, { maxLength: 10 }), async (any, random) => {
          await given.models.reset();
          await given.apply(any.events);
          for (const asOf of [...random, ...any.events.flatMap(turningPoints)])
            for (const id of WORKSPACES) {
              const answer = await given.queries.currentAccess(id, asOf);
              expect(answer).toEqual(naiveCurrentAccess(any.events, id, asOf));
              outcomes[answer.status] += 1;
              outcomes.inside += answer.sessions.length;
              outcomes.extended += answer.grant?.extensions ?? 0;
              outcomes.waiting += answer.requests.length;
              outcomes.ended += answer.lastEnd ? 1 : 0;
            }
        }),
        { numRuns: 60 },
      );
      // Else it would have compared nothing with nothing.
      for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(100);
    });
  });
}

const actor = { id: 'ada', kind: 'user' as const };
const engineers = ['eve', 'mel'];
const KINDS = [
  ...([
    'request',
    'request',
    'request more',
    'approve',
    'grant',
    'grant',
    'grant',
    'extend',
    'extend',
  ] as const),
  ...(['extend as asked', 'login', 'login', 'login', 'sign out', 'close the ticket', 'revoke'] as const),
];

/** Consents that are asked for, used, extended, taken back and run out, to the millisecond, by people who may. */
const busyHistories: fc.Arbitrary<SimulatedLog> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      workspaceId: fc.constantFrom(...WORKSPACES.slice(0, 2)),
      engineer: fc.constantFrom(...engineers),
      minutes: fc.constantFrom(1, 90, 10_080),
      afterMs: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 100 * MINUTE })),
    }),
    { minLength: 10, maxLength: 40 },
  )
  .map((steps) => {
    const log = new SimulatedLog();
    let now = T0;
    for (const id of WORKSPACES.slice(0, 2)) describeWorkspace(log, id, now);
    for (const { kind, workspaceId, engineer: id, minutes, afterMs } of steps) {
      const [grantId, requestId, sessionId] = (['grantId', 'requestId', 'sessionId'] as const).map(
        (key) => log.idsOf(workspaceId, key).at(-1) ?? 'none',
      ) as [string, string, string];
      const [engineer, reason, ticketId] = [{ id }, 'Totals differ', 'T-1'];
      const asked = { workspaceId, engineer, reason, durationMinutes: 90 };
      const commands: Record<typeof kind, Command> = {
        request: { type: 'RequestSupportAccess', data: asked },
        'request more': { type: 'RequestSupportAccess', data: { ...asked, ticketId, grantId } },
        approve: { type: 'GrantSupportAccess', data: { workspaceId, actor, requestId } },
        grant: { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes: minutes } },
        extend: {
          type: 'ExtendSupportAccess',
          data: { workspaceId, actor, grantId, additionalMinutes: Math.min(minutes, 600) },
        },
        'extend as asked': {
          type: 'ExtendSupportAccess',
          data: { workspaceId, actor, grantId, requestId },
        },
        login: { type: 'RecordSupportLogin', data: { workspaceId, engineer, ticketId } },
        'sign out': { type: 'EndSupportSession', data: { workspaceId, sessionId, actor } },
        'close the ticket': { type: 'CloseTicket', data: { workspaceId, ticketId } },
        revoke: { type: 'RevokeSupportAccess', data: { workspaceId, actor } },
      };
      log.execute(commands[kind], (now += afterMs));
    }
    return log;
  });

const TIMES = ['grantedAt', 'expiresAt', 'at', 'endedAt', 'sessionExpiresAt', 'requestExpiresAt'];

/** The last millisecond before, the exact instant and the first after of everything that begins or ends. */
function turningPoints({ event }: RecordedEvent): EpochMs[] {
  const data = event.data as Record<string, unknown>;
  return TIMES.map((key) => data[key]).flatMap((instant) => {
    if (typeof instant !== 'string') return [];
    const turn = Date.parse(instant);
    return [turn - 1, turn, turn + 1];
  });
}
