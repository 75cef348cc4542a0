import { MINUTE_MS as MINUTE } from '#domain';
import fc from 'fast-check';
import type { AuditTrailFilter } from './audit-entry.js';
import type { ReadModelsFixture } from './fixture.contract.js';
import { histories, T0, WORKSPACES } from './histories.contract.js';
import { naiveCurrentAccess, naiveTrail } from './naive-models.contract.js';
import type { ReadModelQueries } from './read-models.js';

export function describeAnyHistory(given: ReadModelsFixture): void {
  describe('after any history', () => {
    it('answers like a second model that goes through the history each time', async () => {
      await fc.assert(
        fc.asyncProperty(
          histories,
          fc.integer({ min: -5, max: 3_000 }),
          filters,
          async (any, minute, filter) => {
            await given.models.reset();
            await given.apply(any.events);
            const instants = any.events.map(({ metadata }) => Date.parse(metadata.recordedAt));
            for (const asOf of [T0 + minute * MINUTE, ...instants.slice(-3), instants.at(-1)! + MINUTE])
              for (const id of WORKSPACES)
                expect(await given.queries.currentAccess(id, asOf)).toEqual(
                  naiveCurrentAccess(any.events, id, asOf),
                );
            expect(await allPages(given.queries, filter)).toEqual(naiveTrail(any.events, filter));
          },
        ),
        { numRuns: 100 },
      );
    });

    it('is the same however the log is cut, also when stretches come twice', async () => {
      await fc.assert(
        fc.asyncProperty(histories, fc.array(fc.nat(80), { maxLength: 6 }), async (any, cuts) => {
          await given.models.reset();
          await given.apply(any.events);
          const whole = await given.models.stateHash();
          await given.models.reset();
          let from = 0;
          for (const cut of [...cuts.toSorted((one, other) => one - other), any.events.length]) {
            // Each stretch starts a little before the end of the one before.
            await given.apply(any.events.slice(Math.max(0, from - 3), cut));
            from = Math.min(cut, any.events.length);
          }
          expect(await given.models.stateHash()).toBe(whole);
        }),
        { numRuns: 50 },
      );
    });

    it('is the same when it is built anew in stretches of any length, one of which is told twice', async () => {
      await fc.assert(
        fc.asyncProperty(
          histories,
          fc.integer({ min: 1, max: 12 }),
          fc.nat(12),
          async (any, length, twice) => {
            await given.models.reset();
            await given.apply(any.events);
            const followed = await given.models.stateHash();
            const beside = await given.models.rebuild();
            for (let from = 0; from < any.events.length; from += length) {
              const stretch = any.events.slice(from, from + length);
              for (const _ of from / length === twice ? [1, 2] : [1])
                await beside.apply(stretch, stretch.at(-1)!.position);
            }
            await beside.swap();
            expect(await given.models.stateHash()).toBe(followed);
          },
        ),
        { numRuns: 20 },
      );
    });
  });
}

const filters: fc.Arbitrary<AuditTrailFilter> = fc
  .record(
    {
      workspaceId: fc.constantFrom(...WORKSPACES),
      asAuditor: fc.boolean(),
      type: fc.constantFrom('SupportLogin', 'SupportAccessDenied', 'SupportSessionEnded'),
      actor: fc.constantFrom('ada', 'eve', 'system'),
      ticketId: fc.constantFrom('T-1', 'T-2'),
      code: fc.constantFrom('NO_ACTIVE_GRANT', 'ALREADY_GRANTED'),
      attempted: fc.constantFrom('GrantSupportAccess', 'RecordSupportLogin', 'RevokeSupportAccess'),
      grantId: fc.constantFrom('id-000003', 'id-000004'),
      requestId: fc.constantFrom('id-000003', 'id-000004', 'id-000005'),
      sessionId: fc.constantFrom('id-000004', 'id-000005', 'id-000006'),
      from: fc.integer({ min: 0, max: 600 }).map((minute) => T0 + minute * MINUTE),
      to: fc.integer({ min: 0, max: 600 }).map((minute) => T0 + minute * MINUTE),
      order: fc.constantFrom('asc', 'desc'),
      limit: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: ['workspaceId', 'asAuditor', 'limit'] },
  )
  .map((made) => made as AuditTrailFilter);

async function allPages(queries: ReadModelQueries, filter: AuditTrailFilter): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await queries.auditTrail({ ...filter, ...(cursor !== undefined && { cursor }) });
    ids.push(...page.entries.map(({ id }) => id));
    if (page.next === undefined) return ids;
    cursor = page.next;
  }
}
