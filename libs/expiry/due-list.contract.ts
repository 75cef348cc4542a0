import type { SupportAccessEvent } from '#domain';
import { SYSTEM, toInstant } from '#domain';
import { RecordedEvent } from '#event-store';
import { ReadModelUnavailableError } from '#derived';
import type { DueList, DueListQueries } from './due-list.js';
import { LIST_START } from './due-list.js';

/** One place where a due-list is kept; opening it again finds what was there. */
export type DueListPlace = {
  open(): Promise<DueList>;
  openQueries(): Promise<DueListQueries>;
  remove(): Promise<void>;
};

const T0 = Date.UTC(2026, 10, 22, 9, 30);

const recorded = (position: number, event: SupportAccessEvent): RecordedEvent =>
  new RecordedEvent(
    BigInt(position),
    'supportAccess-acme',
    position,
    `event-${position}`,
    event.type,
    JSON.stringify(event.data),
    JSON.stringify({ schemaVersion: 1 }),
    '0'.repeat(64),
  );

const granted = (position: number, grantId: string, endsInMs: number): RecordedEvent =>
  recorded(position, {
    type: 'SupportAccessGranted',
    data: {
      workspaceId: 'acme',
      grantId,
      grantedBy: { id: 'ada', kind: 'user' },
      grantedAt: toInstant(T0),
      expiresAt: toInstant(T0 + endsInMs),
    },
  });

const ended = (position: number, grantId: string, endsInMs: number): RecordedEvent =>
  recorded(position, {
    type: 'SupportAccessRevoked',
    data: {
      workspaceId: 'acme',
      grantId,
      cause: 'expired',
      revokedBy: SYSTEM,
      at: toInstant(T0 + endsInMs),
      expiresAt: toInstant(T0 + endsInMs),
    },
  });

/** What every adapter of DueList promises. */
export const describeDueList = (name: string, newPlace: () => Promise<DueListPlace>): void =>
  describe(`the due-list on ${name}`, () => {
    let place: DueListPlace;
    let list: DueList;

    beforeEach(async () => {
      place = await newPlace();
      list = await place.open();
    });

    afterEach(async () => {
      await list.close();
      await place.remove();
    });

    const ids = async (now: number): Promise<string[]> =>
      (await list.due(now, LIST_START, 100)).map(({ id }) => id);

    it('shows what has ended, oldest first, in pages, and when the next one ends', async () => {
      await list.apply(
        [granted(1, 'b', 20), granted(2, 'a', 20), granted(3, 'c', 10), granted(4, 'd', 30)],
        4n,
      );
      expect(await ids(T0 + 9)).toEqual([]);
      expect(await ids(T0 + 20)).toEqual(['c', 'a', 'b']);
      const page = await list.due(T0 + 30, { id: 'a', dueAt: T0 + 20 }, 1);
      expect(page).toEqual([{ kind: 'grant', id: 'b', workspaceId: 'acme', dueAt: T0 + 20 }]);
      expect(await list.nextDueAt(T0)).toBe(T0 + 10);
      expect(await list.nextDueAt(T0 + 10)).toBe(T0 + 20);
      expect(await list.nextDueAt(T0 + 30)).toBeUndefined();
    });

    const requested = (position: number, requestId: string, endsInMs: number): RecordedEvent =>
      recorded(position, {
        type: 'SupportAccessRequested',
        data: {
          workspaceId: 'acme',
          requestId,
          requestedBy: { id: 'grace', kind: 'engineer' },
          at: toInstant(T0),
          requestExpiresAt: toInstant(T0 + endsInMs),
          durationMinutes: 60,
          reason: 'exports fail',
        },
      });

    it('shows requests and sessions with grants, by the time at which they are over, until that is recorded', async () => {
      const session = {
        workspaceId: 'acme',
        grantId: 'g',
        sessionId: 's',
        engineer: { id: 'grace' },
        at: toInstant(T0),
        sessionExpiresAt: toInstant(T0 + 15),
      };
      await list.apply(
        [requested(1, 'r', 20), granted(2, 'g', 30), recorded(3, { type: 'SupportLogin', data: session })],
        3n,
      );
      expect(
        (await list.due(T0 + 30, LIST_START, 9)).map(({ kind, id, dueAt }) => [kind, id, dueAt - T0]),
      ).toEqual([
        ['session', 's', 15],
        ['request', 'r', 20],
        ['grant', 'g', 30],
      ]);
      const over = { cause: 'closed', endedBy: SYSTEM, endedAt: toInstant(T0 + 5) } as const;
      const closed = { workspaceId: 'acme', requestId: 'r', cause: 'withdrawn', closedBy: SYSTEM } as const;
      const times = { at: toInstant(T0 + 5), requestExpiresAt: toInstant(T0 + 20) };
      await list.apply(
        [
          recorded(4, { type: 'SupportSessionEnded', data: { ...session, ...over, at: toInstant(T0 + 5) } }),
          recorded(5, { type: 'SupportAccessRequestClosed', data: { ...closed, ...times } }),
        ],
        5n,
      );
      expect(await ids(T0 + 30)).toEqual(['g']);
    });

    it.each([
      ['in one stretch', [4n]],
      ['in two', [2n, 4n]],
    ])('takes an approved request off, %s, and moves a grant with its extension', async (_, ends) => {
      const approved = granted(2, 'g', 30);
      const events = [
        requested(1, 'r', 20),
        recorded(2, {
          ...approved.event,
          data: { ...approved.event.data, requestId: 'r' },
        } as SupportAccessEvent),
        requested(3, 'more', 20),
        recorded(4, {
          type: 'SupportAccessExtended',
          data: {
            workspaceId: 'acme',
            grantId: 'g',
            extension: 1,
            extendedBy: { id: 'ada', kind: 'user' },
            at: toInstant(T0 + 1),
            previousExpiresAt: toInstant(T0 + 30),
            expiresAt: toInstant(T0 + 40),
            requestId: 'more',
          },
        }),
      ];
      let begin = 0n;
      for (const end of ends) {
        await list.apply(
          events.filter(({ position }) => position > begin && position <= end),
          end,
        );
        begin = end;
      }
      expect(await list.due(T0 + 100, LIST_START, 9)).toEqual([
        { kind: 'grant', id: 'g', workspaceId: 'acme', dueAt: T0 + 40 },
      ]);
    });

    it('changes nothing when a stretch comes twice, or reaches back', async () => {
      const stretch = [granted(1, 'a', 10), granted(2, 'b', 20), ended(3, 'a', 10)];
      await list.apply(stretch, 3n);
      await list.apply(stretch, 3n);
      await list.apply(stretch.slice(0, 1), 1n);
      expect(await ids(T0 + 100)).toEqual(['b']);
      expect(await list.position()).toBe(3n);
    });

    it('goes on past an event of an unknown type, which somebody may have written by hand', async () => {
      const strange = recorded(2, { type: 'SupportAccessPaused', data: {} } as unknown as SupportAccessEvent);
      await list.apply([granted(1, 'a', 10), strange, granted(3, 'b', 20)], 3n);
      expect(await ids(T0 + 100)).toEqual(['a', 'b']);
      expect(await list.position()).toBe(3n);
    });

    it('keeps its entries and its place over a restart, and forgets both when told', async () => {
      await list.apply([granted(7, 'a', 10)], 9n);
      await list.close();
      list = await place.open();
      const event = { stream: 'supportAccess-acme', revision: 7, id: 'event-7' };
      expect(await list.bookmark()).toEqual({ position: 9n, event });
      expect(await ids(T0 + 10)).toEqual(['a']);
      await list.reset();
      expect(await list.bookmark()).toEqual({ position: 0n });
      expect(await ids(T0 + 10)).toEqual([]);
      await list.apply([granted(7, 'a', 10)], 9n);
      expect(await ids(T0 + 10)).toEqual(['a']);
    });

    it('can be looked at from elsewhere, whoever comes first', async () => {
      const elsewhere = await newPlace();
      const queries = await elsewhere.openQueries();
      await expect(queries.nextDueAt(T0)).rejects.toThrow(ReadModelUnavailableError);
      const keeper = await elsewhere.open();
      await keeper.apply([granted(1, 'a', 10)], 1n);
      expect(await queries.nextDueAt(T0)).toBe(T0 + 10);
      await queries.close();
      await keeper.close();
      await elsewhere.remove();
    });
  });
