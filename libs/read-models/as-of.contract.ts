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
      const outcomes = { none: 0, active: 0, inside: 0 };
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

/** Consents that are used, taken back and run out, to the millisecond, by people who may. */
const busyHistories: fc.Arbitrary<SimulatedLog> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('grant', 'grant', 'login', 'login', 'login', 'revoke'),
      workspaceId: fc.constantFrom(...WORKSPACES.slice(0, 2)),
      engineer: fc.constantFrom(...engineers),
      durationMinutes: fc.constantFrom(1, 90, 10_080),
      afterMs: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 100 * MINUTE })),
    }),
    { minLength: 10, maxLength: 40 },
  )
  .map((steps) => {
    const log = new SimulatedLog();
    let now = T0;
    for (const id of WORKSPACES.slice(0, 2)) describeWorkspace(log, id, now);
    for (const { kind, workspaceId, engineer, durationMinutes, afterMs } of steps) {
      const commands: Record<typeof kind, Command> = {
        grant: { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes } },
        login: { type: 'RecordSupportLogin', data: { workspaceId, engineer: { id: engineer } } },
        revoke: { type: 'RevokeSupportAccess', data: { workspaceId, actor } },
      };
      log.execute(commands[kind], (now += afterMs));
    }
    return log;
  });

/** The last millisecond before, the exact instant and the first after of everything that begins or ends. */
function turningPoints({ event }: RecordedEvent): EpochMs[] {
  const data: { grantedAt?: string; expiresAt?: string; at?: string; sessionExpiresAt?: string } = event.data;
  return [data.grantedAt, data.expiresAt, data.at, data.sessionExpiresAt].flatMap((instant) => {
    if (instant === undefined) return [];
    const turn = Date.parse(instant);
    return [turn - 1, turn, turn + 1];
  });
}
