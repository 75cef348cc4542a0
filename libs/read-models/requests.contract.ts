import { MINUTE_MS as MINUTE, toInstant } from '#domain';
import type { RequestFilter } from './access-requests.js';
import { InvalidCursorError } from './errors.js';
import type { ReadModelsFixture } from './fixture.contract.js';
import {
  approveAt,
  describeWorkspace,
  expireAt,
  extendAt,
  grantAt,
  requestAt,
  revokeAt,
  T0,
} from './histories.contract.js';

const DAY = 24 * 60 * MINUTE;

export function describeRequests(given: ReadModelsFixture): void {
  describe('requests', () => {
    const statuses = async (now: number): Promise<string[]> =>
      (await given.queries.requests({ now })).requests.map(({ status }) => status);

    it('are listed as they were made, with what became of them', async () => {
      const requestId = requestAt(T0, given.log, { durationMinutes: 90 });
      const grantId = approveAt(T0 + MINUTE, given.log, requestId);
      await given.catchUp();
      expect(await given.queries.requests({ now: T0 + MINUTE })).toEqual({
        requests: [
          {
            commandId: 'command-2',
            workspaceId: 'acme',
            requestId,
            requestedBy: { id: 'eve', kind: 'engineer' },
            at: '2026-11-22T09:30:00.000Z',
            requestExpiresAt: '2026-11-25T09:30:00.000Z',
            durationMinutes: 90,
            reason: 'The export fails',
            ticketId: 'T-1',
            position: '14',
            status: 'approved',
            endedAt: '2026-11-22T09:31:00.000Z',
            endedBy: { id: 'ada', kind: 'user' },
            approvedGrantId: grantId,
          },
        ],
      });
      expect((await given.queries.currentAccess('acme', T0 + MINUTE)).grant).toMatchObject({ requestId });
    });

    it('wait up to the millisecond of their end, whether or not it is recorded', async () => {
      requestAt(T0, given.log);
      await given.catchUp();
      const end = T0 + 3 * DAY;
      expect(await statuses(end - 1)).toEqual(['pending']);
      expect((await given.queries.currentAccess('acme', end - 1)).requests).toMatchObject([
        { ticketId: 'T-1' },
      ]);
      expect((await given.queries.currentAccess('acme', end)).requests).toEqual([]);
      expect(await statuses(end)).toEqual(['expired']);
      const { requests: before } = await given.queries.requests({ now: end, status: 'expired' });
      expect(before).toMatchObject([{ endedAt: toInstant(end) }]);
      expect(before[0]).not.toHaveProperty('endedBy');
      describeWorkspace(given.log, 'acme', end + 5 * MINUTE);
      await given.catchUp();
      const { requests } = await given.queries.requests({ now: end + 5 * MINUTE, status: 'expired' });
      // What is shown of its end does not change by the record.
      expect(requests).toEqual([{ ...before[0], endedBy: { id: 'system', kind: 'system' } }]);
    });

    it('for an extension wait no longer than their grant, whether or not its end is recorded', async () => {
      const grantId = grantAt(T0, given.log);
      requestAt(T0 + MINUTE, given.log, { grantId });
      await given.catchUp();
      const end = T0 + 60 * MINUTE;
      expect((await given.queries.currentAccess('acme', end - 1)).requests).toMatchObject([{ grantId }]);
      expect((await given.queries.currentAccess('acme', end)).requests).toEqual([]);
      const ended = { status: 'grant-ended', endedAt: toInstant(end) };
      expect((await given.queries.requests({ now: end - 1 })).requests).toMatchObject([
        { status: 'pending' },
      ]);
      expect((await given.queries.requests({ now: end })).requests).toMatchObject([ended]);
      expireAt(end + 3 * MINUTE, given.log, grantId);
      await given.catchUp();
      const recorded = await given.queries.requests({ now: end + 3 * MINUTE, status: 'grant-ended' });
      expect(recorded.requests).toMatchObject([{ ...ended, endedBy: { id: 'system' } }]);
    });

    it('that an extension answers lead to the grant that it lengthened', async () => {
      const grantId = grantAt(T0, given.log);
      const requestId = requestAt(T0 + MINUTE, given.log, { grantId, durationMinutes: 30 });
      const other = requestAt(T0 + MINUTE, given.log, { grantId, engineerId: 'mel' });
      extendAt(T0 + 2 * MINUTE, given.log, grantId, { requestId });
      await given.catchUp();
      const { requests } = await given.queries.requests({ now: T0 + 2 * MINUTE });
      expect(requests).toMatchObject([
        { requestId: other, status: 'superseded', endedBy: { id: 'system' } },
        { requestId, status: 'approved', approvedGrantId: grantId, endedBy: { id: 'ada' } },
      ]);
      expect(requests[0]).not.toHaveProperty('approvedGrantId');
    });

    it('are found by status, workspace, engineer and ticket, in pages', async () => {
      describeWorkspace(given.log, 'globex', T0);
      const first = requestAt(T0, given.log);
      const second = requestAt(T0 + 1, given.log, { engineerId: 'mel', ticketId: 'T-2' });
      const third = requestAt(T0 + 2, given.log, { workspaceId: 'globex' });
      given.log.execute(
        {
          type: 'DeclineSupportAccessRequest',
          data: {
            workspaceId: 'acme',
            requestId: first,
            actor: { id: 'ada', kind: 'user' },
            reason: 'Later',
          },
        },
        T0 + 3,
      );
      await given.catchUp();
      const ids = async (filter: Omit<RequestFilter, 'now'>): Promise<string[]> =>
        (await given.queries.requests({ now: T0 + 3, ...filter })).requests.map(({ requestId }) => requestId);
      expect(await ids({})).toEqual([third, second, first]);
      expect(await ids({ status: 'pending' })).toEqual([third, second]);
      expect(await ids({ status: 'declined' })).toEqual([first]);
      expect(await ids({ status: 'approved' })).toEqual([]);
      expect(await ids({ workspaceId: 'acme' })).toEqual([second, first]);
      expect(await ids({ workspaceId: 'nowhere' })).toEqual([]);
      expect(await ids({ requestedBy: 'eve' })).toEqual([third, first]);
      expect(await ids({ requestedBy: 'eve', ticketId: 'T-2' })).toEqual([]);
      const page = await given.queries.requests({ now: T0 + 3, limit: 2 });
      expect(await ids({ cursor: page.next! })).toEqual([first]);
      expect(await given.queries.requests({ now: T0 + 3, status: 'declined' })).toMatchObject({
        requests: [{ endReason: 'Later', endedBy: { id: 'ada' } }],
      });
      await expect(given.queries.requests({ now: T0, cursor: 'nonsense' })).rejects.toThrow(
        InvalidCursorError,
      );
    });
  });

  describe('an extension', () => {
    it('moves the end from its own instant on; before it the earlier end is what was known', async () => {
      const grantId = grantAt(T0, given.log);
      extendAt(T0 + 10 * MINUTE, given.log, grantId, { additionalMinutes: 30 });
      extendAt(T0 + 80 * MINUTE, given.log, grantId, { additionalMinutes: 60 });
      await given.catchUp();
      const known = async (at: number): Promise<unknown> => {
        const { grant } = await given.queries.currentAccess('acme', at);
        return grant && [grant.expiresAt, grant.extensions];
      };
      expect(await known(T0 + 10 * MINUTE - 1)).toEqual(['2026-11-22T10:30:00.000Z', 0]);
      expect(await known(T0 + 10 * MINUTE)).toEqual(['2026-11-22T11:00:00.000Z', 1]);
      expect(await known(T0 + 80 * MINUTE - 1)).toEqual(['2026-11-22T11:00:00.000Z', 1]);
      expect(await known(T0 + 80 * MINUTE)).toEqual(['2026-11-22T12:00:00.000Z', 2]);
      expect(await known(T0 + 150 * MINUTE - 1)).toEqual(['2026-11-22T12:00:00.000Z', 2]);
      expect(await known(T0 + 150 * MINUTE)).toBeUndefined();
      const { grants } = await given.queries.grants({ now: T0 + 149 * MINUTE, status: 'active' });
      expect(grants).toMatchObject([
        { expiresAt: '2026-11-22T12:00:00.000Z', extensions: 2, latestExpiresAt: '2026-11-29T09:30:00.000Z' },
      ]);
      for (const activeAt of [T0, T0 + 149 * MINUTE])
        expect((await given.queries.grants({ now: T0, activeAt })).grants).toHaveLength(1);
    });

    it('of a grant that is ended and another that begins, all in one stretch or each by itself', async () => {
      const first = grantAt(T0, given.log);
      extendAt(T0 + 1, given.log, first, { additionalMinutes: 5 });
      extendAt(T0 + 2, given.log, first, { additionalMinutes: 5 });
      revokeAt(T0 + 3, given.log);
      const second = grantAt(T0 + 4, given.log);
      extendAt(T0 + 5, given.log, second, { additionalMinutes: 5 });
      await given.catchUp();
      const whole = await given.models.stateHash();
      const { grants } = await given.queries.grants({ now: T0 + 5 });
      expect(grants.map(({ status, extensions }) => [status, extensions])).toEqual([
        ['active', 1],
        ['revoked', 2],
      ]);
      await given.models.reset();
      for (const event of given.log.events) await given.apply([event]);
      expect(await given.models.stateHash()).toBe(whole);
    });
  });
}
