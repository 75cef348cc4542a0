import { MINUTE_MS as MINUTE } from '#domain';
import type { DueList } from './due-list.js';
import type { DueListPlace } from './due-list.contract.js';
import { ExpirySaga } from './expiry-saga.js';
import { catchUp, enter, grant, InMemoryDoor, request } from './in-memory-door.contract.js';
import { SimulatedTime } from './simulated-time.contract.js';

const T0 = Date.UTC(2026, 10, 22, 9, 30);

/** Grants, requests and sessions, each over at a time of its own, on every adapter of DueList. */
export const describeEveryExpiry = (name: string, newPlace: () => Promise<DueListPlace>): void =>
  describe(`what is over by itself, on ${name}`, () => {
    let place: DueListPlace;
    let time: SimulatedTime;
    let door: InMemoryDoor;
    let dueList: DueList;
    let saga: ExpirySaga;
    let outcomes: { id: string; outcome: string; lagMs: number }[];

    beforeEach(async () => {
      place = await newPlace();
      time = new SimulatedTime(T0);
      door = new InMemoryDoor(time);
      dueList = await place.open();
      outcomes = [];
      saga = new ExpirySaga({
        // Follows the log at each look.
        dueList: {
          due: async (...asked) => catchUp(dueList, door).then(() => dueList.due(...asked)),
          nextDueAt: async (after) => catchUp(dueList, door).then(() => dueList.nextDueAt(after)),
          position: () => dueList.position(),
        },
        door,
        clock: time,
        scheduler: time.scheduler,
        observer: { executed: ({ id }, { outcome }, lagMs) => void outcomes.push({ id, outcome, lagMs }) },
        maxDelayMs: 10_000 * MINUTE,
      });
    });

    afterEach(async () => {
      await saga.stop();
      await dueList.close();
      await place.remove();
    });

    it('records requests, sessions and grants at the instant at which each is over, with its own command', async () => {
      const requestId = await request(door, 'globex');
      const grantId = await grant(door, 'acme', 120);
      const sessionId = await enter(door, 'acme');
      saga.start();
      await time.pass(3 * 24 * 60 * MINUTE);
      expect(outcomes).toEqual([
        { id: sessionId, outcome: 'accepted', lagMs: 0 },
        { id: grantId, outcome: 'accepted', lagMs: 0 },
        { id: requestId, outcome: 'accepted', lagMs: 0 },
      ]);
      expect(door.executed.slice(-3).map(({ commandId, command }) => [commandId, command])).toEqual([
        [`expire-${sessionId}`, { type: 'ExpireSupportSession', data: { workspaceId: 'acme', sessionId } }],
        [`expire-${grantId}`, { type: 'ExpireSupportAccess', data: { workspaceId: 'acme', grantId } }],
        [
          `expire-${requestId}`,
          { type: 'ExpireSupportAccessRequest', data: { workspaceId: 'globex', requestId } },
        ],
      ]);
    });

    it('sends one command for all that is due in a workspace', async () => {
      const grantId = await grant(door, 'acme', 30);
      const sessions = [await enter(door, 'acme'), await enter(door, 'acme'), await enter(door, 'acme')];
      saga.start();
      await time.pass(30 * MINUTE);
      expect(outcomes.map(({ id }) => id).toSorted()).toEqual([grantId, ...sessions].toSorted());
      expect(outcomes.every(({ outcome, lagMs }) => outcome === 'accepted' && lagMs === 0)).toBe(true);
      expect(door.executed.filter(({ commandId }) => commandId.startsWith('expire-'))).toHaveLength(1);
      await catchUp(dueList, door);
      expect(await dueList.nextDueAt(0)).toBeUndefined();
    });

    it('records what is due in a workspace though an earlier entry of it is recorded already', async () => {
      await grant(door, 'acme', 30);
      const gone = { kind: 'session', id: 'gone', workspaceId: 'acme', dueAt: T0 } as const;
      await dueList.mend([gone], []);
      await time.pass(30 * MINUTE);
      saga.start();
      await time.pass(0);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ignored', 'accepted']);
    });
  });
