import { DoorBusyError } from '#commands';
import { MINUTE_MS as MINUTE } from '#domain';
import { StoreUnavailableError } from '#event-store';
import { ReadModelUnavailableError } from '#derived';
import type { DueList } from './due-list.js';
import type { DueListPlace } from './due-list.contract.js';
import type { ExpirySagaOptions } from './expiry-saga.js';
import { ExpirySaga } from './expiry-saga.js';
import { catchUp, grant, InMemoryDoor } from './in-memory-door.contract.js';
import { SimulatedTime } from './simulated-time.contract.js';

const T0 = Date.UTC(2026, 10, 22, 9, 30);

/** The saga on every adapter of DueList. */
export const describeExpirySaga = (name: string, newPlace: () => Promise<DueListPlace>): void =>
  describe(`the expiry saga on ${name}`, () => {
    let place: DueListPlace;
    let time: SimulatedTime;
    let door: InMemoryDoor;
    let dueList: DueList;
    let saga: ExpirySaga;
    let outcomes: { id: string; outcome: string; lagMs: number }[];

    const sagaWith = (options: Partial<ExpirySagaOptions> = {}): ExpirySaga =>
      new ExpirySaga({
        dueList,
        door,
        clock: time,
        scheduler: time.scheduler,
        observer: {
          executed: ({ id }, { outcome }, lagMs) => void outcomes.push({ id, outcome, lagMs }),
        },
        ...options,
      });

    const granted = async (workspaceId: string, minutes: number): Promise<string> => {
      const grantId = await grant(door, workspaceId, minutes);
      await catchUp(dueList, door);
      return grantId;
    };

    beforeEach(async () => {
      place = await newPlace();
      time = new SimulatedTime(T0);
      door = new InMemoryDoor(time);
      dueList = await place.open();
      outcomes = [];
      saga = sagaWith();
    });

    afterEach(async () => {
      await saga.stop();
      await dueList.close();
      await place.remove();
    });

    it('records an end at the instant of the end, not a millisecond before, and knocks once', async () => {
      const grantId = await granted('acme', 1);
      saga.start();
      await time.pass(MINUTE - 1);
      expect(outcomes).toEqual([]);
      await time.pass(1);
      expect(outcomes).toEqual([{ id: grantId, outcome: 'accepted', lagMs: 0 }]);
      expect(door.executed.at(-1)).toEqual({
        commandId: `expire-${grantId}`,
        command: { type: 'ExpireSupportAccess', data: { workspaceId: 'acme', grantId } },
        source: { kind: 'saga' },
      });
      await catchUp(dueList, door);
      await time.pass(10 * MINUTE);
      expect(outcomes).toHaveLength(1);
    });

    it('never sleeps longer than a second, whatever is due and whenever', async () => {
      await granted('acme', 10_080);
      saga.start();
      await time.pass(0);
      expect(time.pending).toEqual([1_000]);
    });

    it('notices a nearer grant and a clock that was set forward within a second', async () => {
      await granted('acme', 10_080);
      saga.start();
      await time.pass(MINUTE);
      const nearer = await granted('globex', 1);
      await time.pass(MINUTE);
      expect(outcomes).toEqual([{ id: nearer, outcome: 'accepted', lagMs: 0 }]);
      await catchUp(dueList, door);
      time.step(30 * 24 * 60 * MINUTE);
      await time.pass(1_000);
      expect(outcomes).toHaveLength(2);
    });

    it('records what came due while nothing ran at once when it starts, with the true lag', async () => {
      const first = await granted('acme', 1);
      const second = await granted('globex', 5);
      await time.pass(10 * MINUTE);
      saga.start();
      await time.pass(0);
      expect(outcomes).toEqual([
        { id: first, outcome: 'accepted', lagMs: 9 * MINUTE },
        { id: second, outcome: 'accepted', lagMs: 5 * MINUTE },
      ]);
    });

    it('holds still until the list knows what the log held at start', async () => {
      const revoked = await granted('acme', 1);
      const data = { workspaceId: 'acme', actor: { id: 'ada', kind: 'user' as const } };
      await door.execute({
        commandId: 'r',
        command: { type: 'RevokeSupportAccess', data },
        source: { kind: 'http' },
      });
      await time.pass(2 * MINUTE);
      saga = sagaWith({ head: async () => door.head });
      saga.start();
      await time.pass(5_000);
      await catchUp(dueList, door);
      await time.pass(5_000);
      expect(outcomes).toEqual([]);
      expect(door.executed.filter(({ commandId }) => commandId === `expire-${revoked}`)).toEqual([]);
      const next = await granted('acme', 1);
      await time.pass(MINUTE);
      expect(outcomes).toMatchObject([{ id: next }]);
    });

    it('does not send again what is on its way round, until it has been for five seconds', async () => {
      const grantId = await granted('acme', 1);
      saga.start();
      await time.pass(MINUTE + 4_999);
      expect(outcomes).toHaveLength(1);
      await time.pass(1);
      expect(outcomes).toEqual([
        { id: grantId, outcome: 'accepted', lagMs: 0 },
        { id: grantId, outcome: 'ignored', lagMs: 5_000 },
      ]);
    });

    it('an old grant never ends a newer one', async () => {
      const old = await granted('acme', 1);
      await time.pass(2 * MINUTE);
      // The next grant records the expiry itself (E2); the list has not heard of it yet.
      const newer = await grant(door, 'acme', 60);
      saga.start();
      await time.pass(0);
      expect(outcomes).toEqual([{ id: old, outcome: 'ignored', lagMs: MINUTE }]);
      await catchUp(dueList, door);
      expect(await dueList.due(T0 + 100 * MINUTE, { dueAt: 0, id: '' }, 10)).toMatchObject([{ id: newer }]);
    });

    it.each([
      ['the store', new StoreUnavailableError('disk full')],
      ['the queue', new DoorBusyError(10)],
    ])('waits when %s cannot take it, and says so', async (_, failure) => {
      await granted('acme', 1);
      await granted('globex', 1);
      door.failures = [failure, failure, failure];
      const delays: number[] = [];
      saga = sagaWith({
        concurrency: 1,
        observer: { failed: (_error, retryInMs) => void delays.push(retryInMs) },
      });
      saga.start();
      await time.pass(MINUTE);
      expect(saga.health()).toEqual({ status: 'down', reason: failure.message, overdueMs: 0, unrecorded: 0 });
      await time.pass(700);
      expect(delays).toEqual([100, 200, 400]);
      expect(saga.health()).toMatchObject({ status: 'up' });
      expect(door.executed.filter(({ commandId }) => commandId.startsWith('expire-'))).toHaveLength(2);
    });

    it('waits for a list that is not there yet at the start, and calls it a failure when one goes away', async () => {
      await granted('acme', 1);
      let isAway = true;
      const failures: unknown[] = [];
      const away = (): Promise<never> => Promise.reject(new ReadModelUnavailableError('a.db', 'not there'));
      const list = {
        position: () => (isAway ? away() : dueList.position()),
        due: (...asked: Parameters<DueList['due']>) => (isAway ? away() : dueList.due(...asked)),
        nextDueAt: (after: number) => dueList.nextDueAt(after),
      } as unknown as DueList;
      const observer = { failed: (error: unknown) => void failures.push(error) };
      saga = sagaWith({ dueList: list, head: () => dueList.position(), observer });
      saga.start();
      await time.pass(5_000);
      expect(saga.health()).toMatchObject({ status: 'down', reason: 'a.db is unavailable: not there' });
      expect(failures).toEqual([]);
      isAway = false;
      await time.pass(1_000);
      expect(saga.health()).toMatchObject({ status: 'up' });
      isAway = true;
      await time.pass(2_000);
      expect(saga.health()).toMatchObject({ status: 'down' });
      expect(failures).not.toEqual([]);
    });

    it('goes on with the others when one entry is refused, and tries that one again later', async () => {
      const poison = await granted('acme', 1);
      const good = await granted('globex', 1);
      door.failures = [new TypeError('a stream nobody can fold')];
      const refused: string[] = [];
      saga = sagaWith({
        concurrency: 1,
        observer: {
          executed: ({ id }, { outcome }, lagMs) => void outcomes.push({ id, outcome, lagMs }),
          refused: ({ id }) => void refused.push(id),
        },
      });
      saga.start();
      await time.pass(MINUTE);
      expect(refused).toEqual([poison]);
      expect(outcomes).toMatchObject([{ id: good }]);
      expect(saga.health()).toMatchObject({
        status: 'down',
        reason: `grant ${poison}: a stream nobody can fold`,
      });
      await catchUp(dueList, door);
      await time.pass(5_000);
      expect(outcomes).toMatchObject([{ id: good }, { id: poison, outcome: 'accepted', lagMs: 5_000 }]);
      await catchUp(dueList, door);
      await time.pass(1_000);
      expect(saga.health()).toEqual({ status: 'up', overdueMs: 0, unrecorded: 0 });
    });

    it('a workspace whose log is damaged keeps no other back, and is no failure of the saga', async () => {
      await granted('acme', 1);
      const good = await granted('globex', 1);
      door.failures = [Object.assign(new Error('damaged'), { code: 'LOG_DAMAGED' })];
      const refused: string[] = [];
      saga = sagaWith({
        concurrency: 1,
        observer: {
          executed: ({ id }, { outcome }, lagMs) => void outcomes.push({ id, outcome, lagMs }),
          refused: ({ id }) => void refused.push(id),
        },
      });
      saga.start();
      await time.pass(MINUTE);
      expect(outcomes).toMatchObject([{ id: good }]);
      expect(refused).toEqual([]);
      expect(saga.health()).toMatchObject({ status: 'up' });
    });

    it('two of them in two processes record each end once', async () => {
      const grantId = await granted('acme', 1);
      const other = sagaWith();
      saga.start();
      other.start();
      await time.pass(MINUTE);
      await other.stop();
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'ignored']);
      expect(door.log.filter(({ type }) => type === 'SupportAccessRevoked')).toHaveLength(1);
      expect(outcomes.every((each) => each.id === grantId)).toBe(true);
    });

    it('stops after the commands on their way, and can be started again', async () => {
      await granted('acme', 1);
      saga.start();
      saga.start();
      expect(time.pending).toEqual([0]);
      await saga.stop();
      expect(time.pending).toEqual([]);
      await time.pass(MINUTE);
      saga.start();
      await time.pass(0);
      expect(outcomes).toHaveLength(1);
    });

    it('works down 20,000 that are due at once, oldest first, at most so many at a time', async () => {
      for (let i = 0; i < 20_000; i++) await grant(door, `w${i}`, 1 + (i % 7));
      await catchUp(dueList, door);
      await time.pass(10 * MINUTE);
      let atOnce = 0;
      let most = 0;
      const slow = {
        execute: async (envelope: Parameters<InMemoryDoor['execute']>[0]) => {
          most = Math.max(most, (atOnce += 1));
          await new Promise((resolve) => setImmediate(resolve));
          const executed = await door.execute(envelope);
          atOnce -= 1;
          return executed;
        },
      };
      saga = sagaWith({ door: slow, concurrency: 50 });
      saga.start();
      await time.pass(0);
      expect(outcomes).toHaveLength(20_000);
      expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
      const lags = outcomes.map(({ lagMs }) => lagMs);
      expect(lags).toEqual(lags.toSorted((one, other) => other - one));
      expect(most).toBe(50);
    });
  });
