import { MINUTE_MS as MINUTE } from '#domain';
import type { CommandSource } from '#event-store';
import { InvalidCursorError } from './errors.js';
import type { ReadModelsFixture } from './fixture.contract.js';
import { grantAt, loginAt, T0 } from './histories.contract.js';

export function describeAuditTrail(given: ReadModelsFixture): void {
  describe('the audit trail', () => {
    it('tells every kind of event in the words of the product', async () => {
      const grantId = grantAt(T0, given.log, 'acme', 1);
      loginAt(T0, given.log);
      loginAt(T0 + 3 * MINUTE, given.log);
      await given.catchUp();
      const { entries } = await given.queries.auditTrail({ workspaceId: 'acme', asAuditor: true });
      const then = { recordedAt: '2026-11-22T09:30:00.000Z', at: '2026-11-22T09:30:00.000Z' };
      const late = { recordedAt: '2026-11-22T09:33:00.000Z', at: '2026-11-22T09:33:00.000Z' };
      const grant = { grantId, expiresAt: '2026-11-22T09:31:00.000Z' };
      const eve = { id: 'eve', kind: 'engineer' };
      const system = { id: 'system', kind: 'system' };
      const newestFirst = [
        {
          type: 'SupportAccessDenied',
          label: 'Support Access Denied',
          ...late,
          actor: eve,
          code: 'ACCESS_EXPIRED',
          attempted: 'RecordSupportLogin',
          ...grant,
        },
        {
          type: 'SupportSessionEnded',
          label: 'Support Session Ended',
          ...late,
          actor: system,
          cause: 'grant-ended',
          endedAt: '2026-11-22T09:31:00.000Z',
          grantId,
          sessionId: 'id-000003',
        },
        {
          type: 'SupportAccessRevoked',
          label: 'Support Access Expired',
          ...late,
          actor: system,
          cause: 'expired',
          ...grant,
          lagMs: 120_000,
        },
        {
          type: 'SupportLogin',
          label: 'Support Login',
          ...then,
          actor: eve,
          grantId,
          sessionId: 'id-000003',
        },
        {
          type: 'SupportAccessGranted',
          label: 'Support Access Granted',
          ...then,
          actor: { id: 'ada', kind: 'user' },
          ...grant,
          ticketId: 'T-1',
        },
        { type: 'WorkspaceUpdated', label: 'Workspace Updated', ...then, actor: system },
      ].map((entry, i) => ({
        id: `event-${6 - i}`,
        workspaceId: 'acme',
        revision: 5 - i,
        position: String((6 - i) * 7),
        source: { kind: 'http' },
        ...entry,
      }));
      expect(entries).toEqual(newestFirst);
      const owners = await given.queries.auditTrail({ workspaceId: 'acme', asAuditor: false });
      expect(owners.entries).toEqual(newestFirst.slice(0, 5).map(({ source: _, ...entry }) => entry));
    });

    it('tells auditors, and nobody else, who handed a command in', async () => {
      loginAt(T0, given.log);
      const { event } = given.log.events[0]!;
      const sources: CommandSource[] = [
        { kind: 'http', subject: 'auth0|5\\7' },
        {
          kind: 'kafka',
          topic: 'a.commands',
          partition: 2,
          offset: '9007199254740993',
          producer: 'urn:crm\\n',
        },
        { kind: 'kafka', topic: 'a.commands', partition: 0, offset: '0' },
        { kind: 'saga' },
      ];
      sources.forEach((source, i) => given.log.append(event, i + 2, `c-${i}`, source));
      await given.catchUp();
      const trail = async (asAuditor: boolean) => {
        const { entries } = await given.queries.auditTrail({ workspaceId: 'acme', asAuditor, order: 'asc' });
        return entries;
      };
      expect((await trail(true)).slice(2).map(({ source }) => source)).toEqual(sources);
      const owners = await trail(false);
      expect(owners.map(({ type }) => type)).toEqual(['SupportAccessDenied']);
      for (const entry of owners) expect(entry).not.toHaveProperty('source');
    });

    it('pages through in either order without gap or repeat, also when more is recorded meanwhile', async () => {
      for (let i = 0; i < 10; i++) loginAt(T0, given.log);
      await given.catchUp();
      const filter = { workspaceId: 'acme', asAuditor: false, limit: 4 };
      const first = await given.queries.auditTrail(filter);
      loginAt(T0 + MINUTE, given.log);
      await given.catchUp();
      const second = await given.queries.auditTrail({ ...filter, cursor: first.next! });
      const third = await given.queries.auditTrail({ ...filter, cursor: second.next! });
      const revisions = [first, second, third].flatMap(({ entries }) =>
        entries.map((entry) => entry.revision),
      );
      expect(revisions).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
      expect(third.next).toBeUndefined();
    });

    it('keeps to its span also with a cursor from outside of it', async () => {
      for (let minute = 0; minute < 6; minute++) loginAt(T0 + minute * MINUTE, given.log);
      await given.catchUp();
      const shown = async (filter: object): Promise<number[]> => {
        const page = await given.queries.auditTrail({ workspaceId: 'acme', asAuditor: false, ...filter });
        return page.entries.map(({ revision }) => revision);
      };
      const cursorOf = async (order: 'asc' | 'desc'): Promise<string | undefined> => {
        const filter = { workspaceId: 'acme', asAuditor: false, limit: 1, order };
        return (await given.queries.auditTrail(filter)).next;
      };
      const span = { from: T0 + 2 * MINUTE, to: T0 + 4 * MINUTE };
      expect(await shown(span)).toEqual([4, 3]);
      expect(await shown({ ...span, cursor: await cursorOf('desc') })).toEqual([4, 3]);
      expect(await shown({ ...span, order: 'asc', cursor: await cursorOf('asc') })).toEqual([3, 4]);
    });

    it.each(['', 'nonsense', 'MjAwMA', '!!'])('refuses the cursor %j', async (cursor) => {
      await given.catchUp();
      const asked = given.queries.auditTrail({ workspaceId: 'acme', asAuditor: true, cursor });
      await expect(asked).rejects.toThrow(InvalidCursorError);
    });
  });
}
