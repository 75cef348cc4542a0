import { MINUTE_MS as MINUTE } from '#domain';
import fc from 'fast-check';
import type { ListedRequest, RequestFilter } from './access-requests.js';
import type { ReadModelsFixture } from './fixture.contract.js';
import { histories, T0, WORKSPACES } from './histories.contract.js';
import {
  naiveDue,
  naiveOfEngineer,
  naiveOfTicket,
  naiveRequests,
  naiveSessions,
} from './naive-lists.contract.js';
import type { ReadModelQueries } from './read-models.js';
import type { ListedSession, SessionFilter } from './support-sessions.js';

export function describeAnyLists(given: ReadModelsFixture): void {
  describe('lists after any history', () => {
    const seen = { pending: 0, answered: 0, live: 0, over: 0, ofTicket: 0, due: 0 };

    it('are those of a second model that goes through the history each time', async () => {
      await fc.assert(
        fc.asyncProperty(
          histories,
          times,
          requestFilters,
          sessionFilters,
          async (any, after, asked, found) => {
            await given.models.reset();
            await given.apply(any.events);
            const { events } = any;
            // Clocks may be behind, but not behind what is recorded: the present is what counts.
            const now = Math.max(...events.map(({ metadata }) => Date.parse(metadata.recordedAt))) + after;
            for (const filter of [{ now }, { now, ...asked }]) {
              const requests = naiveRequests(events, filter);
              expect(await allRequests(given.queries, filter)).toEqual(requests);
              for (const { status } of requests) seen[status === 'pending' ? 'pending' : 'answered'] += 1;
            }
            for (const filter of [{ now }, { now, ...found }]) {
              const sessions = naiveSessions(events, filter);
              expect(await allSessions(given.queries, filter)).toEqual(sessions);
              for (const { cause } of sessions) seen[cause === undefined ? 'live' : 'over'] += 1;
            }
            for (const ticketId of ['T-1', 'T-2', 'T-3']) {
              const workspaces = naiveOfTicket(events, ticketId, now);
              expect(await given.queries.ofTicket(ticketId, now)).toEqual(workspaces);
              seen.ofTicket += workspaces.length;
            }
            for (const engineerId of ['eve', 'mel', 'nobody'])
              expect(await given.queries.ofEngineer(engineerId, now)).toEqual(
                naiveOfEngineer(events, engineerId, now),
              );
          },
        ),
        { numRuns: 150 },
      );
    });

    it('tell what is due, in pages, and what of a list has ended', async () => {
      await fc.assert(
        fc.asyncProperty(histories, fc.nat(60), async (any, cut) => {
          const { events } = any;
          await given.models.reset();
          await given.apply(events);
          const due = naiveDue(events);
          const found = [];
          for (let after = 0n; ;) {
            const page = await given.queries.openDue(after, 3);
            found.push(...page);
            if (page.length < 3) break;
            after = page.at(-1)!.position;
          }
          expect(found).toEqual(due);
          seen.due += due.length;
          const entries = due.map(({ position: _, ...entry }) => entry);
          expect(await given.queries.endedDue(entries)).toEqual(new Set());
          // What was due earlier in this history, and is not any more or at another time.
          const before = naiveDue(events.slice(0, cut)).map(({ position: _, ...entry }) => entry);
          const still = new Set(entries.map(({ id, dueAt }) => `${id} ${dueAt}`));
          const over = before.filter(({ id, dueAt }) => !still.has(`${id} ${dueAt}`)).map(({ id }) => id);
          const unknown = { kind: 'session' as const, id: 'of nobody', workspaceId: 'acme', dueAt: T0 };
          expect(await given.queries.endedDue([...before, unknown])).toEqual(new Set(over));
        }),
        { numRuns: 50 },
      );
    });

    it('have seen all that they tell of', () => {
      // Else nothing would have been compared with nothing.
      for (const [what, count] of Object.entries(seen)) expect([what, Math.min(count, 3)]).toEqual([what, 3]);
    });
  });
}

const times = fc.constantFrom(0, 0, 1, 30 * MINUTE, 600 * MINUTE, 9 * 24 * 60 * MINUTE);
const maybe = { requiredKeys: [] };

const requestFilters = fc
  .record(
    {
      status: fc.constantFrom('pending', 'pending', 'approved', 'expired', 'grant-ended', 'declined'),
      workspaceId: fc.constantFrom(...WORKSPACES),
      requestedBy: fc.constantFrom('eve', 'mel'),
      ticketId: fc.constantFrom('T-1', 'T-2'),
    },
    maybe,
  )
  .map((made) => made as Omit<RequestFilter, 'now'>);

const sessionFilters = fc
  .record(
    {
      live: fc.boolean(),
      workspaceId: fc.constantFrom(...WORKSPACES),
      engineer: fc.constantFrom('eve', 'mel'),
      ticketId: fc.constantFrom('T-1', 'T-2'),
    },
    maybe,
  )
  .map((made) => made as Omit<SessionFilter, 'now'>);

async function allRequests(queries: ReadModelQueries, filter: RequestFilter): Promise<ListedRequest[]> {
  const found: ListedRequest[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await queries.requests({ ...filter, limit: 3, ...(cursor !== undefined && { cursor }) });
    found.push(...page.requests);
    if (page.next === undefined) return found;
    cursor = page.next;
  }
}

async function allSessions(queries: ReadModelQueries, filter: SessionFilter): Promise<ListedSession[]> {
  const found: ListedSession[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await queries.sessions({ ...filter, limit: 3, ...(cursor !== undefined && { cursor }) });
    found.push(...page.sessions);
    if (page.next === undefined) return found;
    cursor = page.next;
  }
}
