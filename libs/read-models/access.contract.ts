import { MINUTE_MS as MINUTE, toInstant } from '#domain';
import type { ReadModelsFixture } from './fixture.contract.js';
import { describeWorkspace, grantAt, loginAt, revokeAt, T0 } from './histories.contract.js';

export function describeAccess(given: ReadModelsFixture): void {
  describe('current access', () => {
    it('is none for a workspace nobody heard of, and at an instant before the grant', async () => {
      grantAt(T0 + MINUTE, given.log);
      await given.catchUp();
      expect(await given.queries.currentAccess('nowhere', T0)).toEqual({
        workspaceId: 'nowhere',
        asOf: '2026-11-22T09:30:00.000Z',
        status: 'none',
        sessions: [],
        requests: [],
        position: '14',
      });
      expect(await given.queries.currentAccess('acme', T0 + MINUTE - 1)).toMatchObject({ status: 'none' });
    });

    it('is the grant and its live sessions, from the instant of the grant to the one before its end', async () => {
      const grantId = grantAt(T0, given.log, 'acme', 60);
      loginAt(T0 + 10 * MINUTE, given.log);
      await given.catchUp();
      expect(await given.queries.currentAccess('acme', T0 + 10 * MINUTE)).toEqual({
        workspaceId: 'acme',
        asOf: '2026-11-22T09:40:00.000Z',
        status: 'active',
        grant: {
          commandId: 'command-2',
          workspaceId: 'acme',
          grantId,
          grantedBy: { id: 'ada', kind: 'user' },
          grantedAt: '2026-11-22T09:30:00.000Z',
          expiresAt: '2026-11-22T10:30:00.000Z',
          ticketId: 'T-1',
          extensions: 0,
          latestExpiresAt: '2026-11-29T09:30:00.000Z',
          position: '14',
        },
        sessions: [
          {
            sessionId: 'id-000003',
            engineer: { id: 'eve' },
            at: '2026-11-22T09:40:00.000Z',
            sessionExpiresAt: '2026-11-22T10:30:00.000Z',
          },
        ],
        requests: [],
        position: '21',
      });
      expect(await given.queries.currentAccess('acme', T0)).toMatchObject({ status: 'active', sessions: [] });
      expect(await given.queries.currentAccess('acme', T0 + 60 * MINUTE - 1)).toMatchObject({
        status: 'active',
      });
    });

    it('is none at expiresAt itself, though nobody has recorded the expiry', async () => {
      grantAt(T0, given.log, 'acme', 60);
      await given.catchUp();
      expect(await given.queries.currentAccess('acme', T0 + 60 * MINUTE)).toMatchObject({
        status: 'none',
        sessions: [],
      });
    });

    it('ends with a revocation, sessions too, and history stays as it was', async () => {
      grantAt(T0, given.log);
      loginAt(T0 + MINUTE, given.log);
      revokeAt(T0 + 2 * MINUTE, given.log);
      grantAt(T0 + 3 * MINUTE, given.log);
      await given.catchUp();
      expect(await given.queries.currentAccess('acme', T0 + 2 * MINUTE)).toMatchObject({
        status: 'none',
        sessions: [],
      });
      expect(await given.queries.currentAccess('acme', T0 + 2 * MINUTE - 1)).toMatchObject({
        status: 'active',
        sessions: [{ engineer: { id: 'eve' } }],
      });
      // The revoked grant's session would have lasted into the next grant.
      expect(await given.queries.currentAccess('acme', T0 + 4 * MINUTE)).toMatchObject({
        status: 'active',
        sessions: [],
      });
    });
  });

  describe('the last end', () => {
    const endAt = async (at: number) => (await given.queries.currentAccess('acme', at)).lastEnd;

    it('is told once a grant was taken back, with who did it, until there is another', async () => {
      const grantId = grantAt(T0, given.log);
      revokeAt(T0 + 2 * MINUTE, given.log);
      grantAt(T0 + 3 * MINUTE, given.log);
      await given.catchUp();
      expect(await endAt(T0 - 1)).toBeUndefined();
      expect(await endAt(T0 + 2 * MINUTE - 1)).toBeUndefined();
      const ended = {
        grantId,
        endedAt: toInstant(T0 + 2 * MINUTE),
        cause: 'revoked',
        endedBy: { id: 'bob', kind: 'user' },
        ticketId: 'T-1',
      };
      expect(await endAt(T0 + 2 * MINUTE)).toEqual(ended);
      expect(await endAt(T0 + 3 * MINUTE - 1)).toEqual(ended);
      expect(await endAt(T0 + 3 * MINUTE)).toBeUndefined();
    });

    it('of an expired grant is its own end, and the same before and after that is recorded', async () => {
      const grantId = grantAt(T0, given.log, 'acme', 60);
      await given.catchUp();
      const ended = { grantId, endedAt: toInstant(T0 + 60 * MINUTE), cause: 'expired', ticketId: 'T-1' };
      expect(await endAt(T0 + 60 * MINUTE - 1)).toBeUndefined();
      expect(await endAt(T0 + 60 * MINUTE)).toEqual(ended);
      // Records the end that is past, an hour late.
      loginAt(T0 + 120 * MINUTE, given.log);
      await given.catchUp();
      expect(await endAt(T0 + 60 * MINUTE)).toEqual(ended);
      expect(await endAt(T0 + 121 * MINUTE)).toEqual(ended);
    });
  });

  describe('the list of grants', () => {
    it('shows what became of each, newest first, and finds by status, ticket, workspace and instant', async () => {
      describeWorkspace(given.log, 'globex', T0);
      const expired = grantAt(T0, given.log, 'acme', 1);
      const revoked = grantAt(T0 + 2 * MINUTE, given.log);
      revokeAt(T0 + 3 * MINUTE, given.log);
      const active = grantAt(T0 + 4 * MINUTE, given.log, 'globex');
      await given.catchUp();
      const now = T0 + 5 * MINUTE;
      const ids = async (filter: object): Promise<string[]> =>
        (await given.queries.grants({ now, ...filter })).grants.map(({ grantId }) => grantId);
      expect((await given.queries.grants({ now })).grants).toMatchObject([
        { grantId: active, workspaceId: 'globex', status: 'active' },
        { grantId: revoked, status: 'revoked', cause: 'revoked', revokedBy: { id: 'bob' } },
        { grantId: expired, status: 'expired', cause: 'expired', endedAt: toInstant(T0 + 2 * MINUTE) },
      ]);
      expect(await ids({ status: 'active' })).toEqual([active]);
      expect(await ids({ status: 'revoked' })).toEqual([revoked]);
      expect(await ids({ status: 'expired' })).toEqual([expired]);
      expect(await ids({ status: 'active', now: T0 + 600 * MINUTE })).toEqual([]);
      expect(await ids({ status: 'expired', now: T0 + 600 * MINUTE })).toEqual([active, expired]);
      expect(await ids({ workspaceId: 'acme' })).toEqual([revoked, expired]);
      expect(await ids({ workspaceId: 'nowhere' })).toEqual([]);
      expect(await ids({ ticketId: 'T-1', activeAt: T0 })).toEqual([expired]);
      expect(await ids({ ticketId: 'T-2' })).toEqual([]);
      const page = await given.queries.grants({ now, limit: 2 });
      expect(await ids({ cursor: page.next })).toEqual([expired]);
    });
  });

  it('has a trail of a workspace that was only refused', async () => {
    loginAt(T0, given.log, 'nowhere');
    await given.catchUp();
    const trail = await given.queries.auditTrail({ workspaceId: 'nowhere', asAuditor: false });
    expect(trail.entries).toMatchObject([{ code: 'UNKNOWN_WORKSPACE' }]);
  });
}
