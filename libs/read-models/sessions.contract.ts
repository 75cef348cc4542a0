import type { SupportAccessEvent } from '#domain';
import { MINUTE_MS as MINUTE, toInstant } from '#domain';
import { InvalidCursorError } from './errors.js';
import type { ReadModelsFixture } from './fixture.contract.js';
import {
  closeTicketAt,
  describeWorkspace,
  endSessionAt,
  grantAt,
  loginAt,
  requestAt,
  T0,
} from './histories.contract.js';
import type { SessionFilter } from './support-sessions.js';

export function describeSessions(given: ReadModelsFixture): void {
  const sessionId = (workspaceId = 'acme'): string => given.log.idsOf(workspaceId, 'sessionId').at(-1)!;

  describe('sessions', () => {
    it('that are ended alone are over from that instant on, and the grant goes on', async () => {
      const grantId = grantAt(T0, given.log);
      loginAt(T0 + MINUTE, given.log);
      endSessionAt(T0 + 2 * MINUTE, given.log, sessionId());
      await given.catchUp();
      const inside = async (at: number) => (await given.queries.currentAccess('acme', at)).sessions.length;
      expect(await inside(T0 + 2 * MINUTE - 1)).toBe(1);
      expect(await inside(T0 + 2 * MINUTE)).toBe(0);
      expect(await given.queries.currentAccess('acme', T0 + 2 * MINUTE)).toMatchObject({ status: 'active' });
      expect(await given.queries.sessions({ now: T0 + 2 * MINUTE })).toEqual({
        sessions: [
          {
            sessionId: sessionId(),
            engineer: { id: 'eve' },
            at: '2026-11-22T09:31:00.000Z',
            sessionExpiresAt: '2026-11-22T10:30:00.000Z',
            workspaceId: 'acme',
            grantId,
            cause: 'closed',
            endedAt: '2026-11-22T09:32:00.000Z',
            position: '21',
          },
        ],
      });
    });

    it('that are over by time, or with their grant, show so before it is recorded, and the same after', async () => {
      grantAt(T0, given.log, 'acme', 600);
      loginAt(T0, given.log);
      grantAt(T0, describeOther(), 'globex', 30);
      loginAt(T0, given.log, 'globex');
      await given.catchUp();
      const now = T0 + 60 * MINUTE;
      const ends = async (filter: Partial<SessionFilter> = {}) =>
        (await given.queries.sessions({ now, ...filter })).sessions.map(({ workspaceId, cause, endedAt }) => [
          workspaceId,
          cause,
          endedAt,
        ]);
      const over = [
        ['globex', 'grant-ended', toInstant(T0 + 30 * MINUTE)],
        ['acme', 'timed-out', toInstant(T0 + 60 * MINUTE)],
      ];
      expect(await ends()).toEqual(over);
      expect(await ends({ live: true })).toEqual([]);
      expect(await ends({ live: true, now: now - 1 })).toEqual([['acme', undefined, undefined]]);
      expect(await ends({ live: false, now: now - 1 })).toEqual([over[0]]);
      for (const id of ['acme', 'globex']) describeWorkspace(given.log, id, now + MINUTE);
      await given.catchUp();
      expect(await ends({ live: false })).toEqual(over);
    });

    it('of a log of an earlier release, which has no ends of them, ended with their grants', async () => {
      const grantId = grantAt(T0, given.log);
      loginAt(T0, given.log);
      const revoked = {
        type: 'SupportAccessRevoked',
        data: {
          workspaceId: 'acme',
          grantId,
          cause: 'revoked',
          revokedBy: { id: 'ada', kind: 'user' },
          at: toInstant(T0 + MINUTE),
          expiresAt: toInstant(T0 + 60 * MINUTE),
        },
      } satisfies SupportAccessEvent;
      given.log.append(revoked, 3, 'earlier');
      await given.catchUp();
      const now = T0 + 2 * MINUTE;
      expect((await given.queries.sessions({ now, live: true })).sessions).toEqual([]);
      expect((await given.queries.sessions({ now })).sessions).toMatchObject([
        { cause: 'grant-ended', endedAt: toInstant(T0 + MINUTE) },
      ]);
      expect(await given.queries.ofEngineer('eve', now)).toEqual({ sessions: [], requests: [] });
      // It is due until its end is recorded.
      expect(await given.queries.openDue(0n, 10)).toMatchObject([{ kind: 'session', id: sessionId() }]);
    });

    it('are found by engineer, workspace and ticket, in pages, newest first', async () => {
      grantAt(T0, given.log);
      loginAt(T0, given.log);
      loginAt(T0 + 1, given.log, 'acme', 'mel');
      grantAt(T0 + 2, describeOther(), 'globex');
      given.log.execute(
        {
          type: 'RecordSupportLogin',
          data: { workspaceId: 'globex', engineer: { id: 'eve' }, ticketId: 'T-9' },
        },
        T0 + 3,
      );
      await given.catchUp();
      const found = async (filter: Omit<SessionFilter, 'now'>): Promise<string[]> =>
        (await given.queries.sessions({ now: T0 + 4, ...filter })).sessions.map(
          ({ workspaceId, engineer }) => `${engineer.id} in ${workspaceId}`,
        );
      expect(await found({})).toEqual(['eve in globex', 'mel in acme', 'eve in acme']);
      expect(await found({ live: false })).toEqual([]);
      expect(await found({ engineer: 'eve', live: true })).toEqual(['eve in globex', 'eve in acme']);
      expect(await found({ workspaceId: 'acme' })).toEqual(['mel in acme', 'eve in acme']);
      expect(await found({ workspaceId: 'nowhere' })).toEqual([]);
      expect(await found({ ticketId: 'T-9' })).toEqual(['eve in globex']);
      const { next } = await given.queries.sessions({ now: T0 + 4, limit: 2 });
      expect(await found({ cursor: next! })).toEqual(['eve in acme']);
      await expect(given.queries.sessions({ now: T0, cursor: '!' })).rejects.toThrow(InvalidCursorError);
    });
  });

  describe('what is open', () => {
    it('of a ticket: a grant, a session or a request that names it', async () => {
      for (const id of ['w1', 'w2', 'w3']) describeWorkspace(given.log, id, T0);
      grantAt(T0, given.log, 'w1');
      grantAt(T0, given.log, 'w2');
      given.log.execute(
        { type: 'RecordSupportLogin', data: { workspaceId: 'w2', engineer: { id: 'eve' }, ticketId: 'T-7' } },
        T0,
      );
      requestAt(T0, given.log, { workspaceId: 'w3', ticketId: 'T-7' });
      await given.catchUp();
      expect(await given.queries.ofTicket('T-1', T0)).toEqual(['w1', 'w2']);
      expect(await given.queries.ofTicket('T-1', T0 + 60 * MINUTE)).toEqual([]);
      expect(await given.queries.ofTicket('T-7', T0)).toEqual(['w2', 'w3']);
      expect(await given.queries.ofTicket('T-7', T0 + 60 * MINUTE)).toEqual(['w3']);
      for (const id of ['w1', 'w2', 'w3']) closeTicketAt(T0 + MINUTE, given.log, 'T-7', id);
      await given.catchUp();
      expect(await given.queries.ofTicket('T-7', T0 + MINUTE)).toEqual([]);
    });

    it('of an engineer: live sessions and pending requests', async () => {
      grantAt(T0, given.log);
      loginAt(T0, given.log);
      loginAt(T0, given.log, 'acme', 'mel');
      const requestId = requestAt(T0, describeOther(), { workspaceId: 'globex' });
      await given.catchUp();
      expect(await given.queries.ofEngineer('eve', T0)).toEqual({
        sessions: [{ workspaceId: 'acme', sessionId: given.log.idsOf('acme', 'sessionId')[0] }],
        requests: [{ workspaceId: 'globex', requestId }],
      });
      expect((await given.queries.ofEngineer('eve', T0 + 60 * MINUTE)).sessions).toEqual([]);
    });

    it('knows in which workspaces a command closed a ticket, each once', async () => {
      describeOther();
      const closed = (workspaceId: string, ticketId: string): SupportAccessEvent => ({
        type: 'SupportTicketClosed',
        data: { workspaceId, ticketId, at: toInstant(T0) },
      });
      given.log.append(closed('globex', 'T-1'), 1, 'closing-1');
      given.log.append(closed('acme', 'T-1'), 1, 'closing-1');
      given.log.append(closed('acme', 'T-2'), 2, 'closing-1');
      given.log.append(closed('acme', 'T-1'), 3, 'closing-2');
      await given.catchUp();
      expect(await given.queries.closedByCommand('closing-1')).toEqual(['acme', 'globex']);
      expect(await given.queries.closedByCommand('closing-2')).toEqual(['acme']);
      expect(await given.queries.closedByCommand('command-1')).toEqual([]);
    });
  });

  function describeOther() {
    describeWorkspace(given.log, 'globex', T0);
    return given.log;
  }
}
