import type { RequestCloseCause } from '#domain';
import { MINUTE_MS as MINUTE, SYSTEM, toInstant } from '#domain';
import type { CommandSource } from '#event-store';
import type { AuditTrailFilter } from './audit-entry.js';
import { toAuditEntry } from './audit-entry.js';
import { InvalidCursorError } from './errors.js';
import type { ReadModelsFixture } from './fixture.contract.js';
import {
  approveAt,
  closeTicketAt,
  endSessionAt,
  extendAt,
  grantAt,
  loginAt,
  requestAt,
  T0,
} from './histories.contract.js';

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

    it('tells of requests, extensions and ends: labels, ids, and how late an end by time was recorded', async () => {
      const asked = requestAt(T0, given.log, { durationMinutes: 90 });
      const grantId = approveAt(T0 + MINUTE, given.log, asked);
      const more = requestAt(T0 + 2 * MINUTE, given.log, { grantId });
      extendAt(T0 + 3 * MINUTE, given.log, grantId, { requestId: more, reason: 'More time' });
      loginAt(T0 + 4 * MINUTE, given.log);
      endSessionAt(T0 + 5 * MINUTE, given.log, given.log.idsOf('acme', 'sessionId')[0]!);
      loginAt(T0 + 6 * MINUTE, given.log);
      const last = requestAt(T0 + 7 * MINUTE, given.log, { grantId });
      closeTicketAt(T0 + 67 * MINUTE, given.log, 'T-1');
      await given.catchUp();
      const { entries } = await given.queries.auditTrail({
        workspaceId: 'acme',
        asAuditor: false,
        order: 'asc',
      });
      expect(entries.map(({ label, cause, lagMs }) => [label, cause, lagMs])).toEqual([
        ['Support Access Requested', undefined, undefined],
        ['Support Access Granted', undefined, undefined],
        ['Support Access Requested', undefined, undefined],
        ['Support Access Extended', undefined, undefined],
        ['Support Login', undefined, undefined],
        ['Support Session Ended', 'closed', undefined],
        ['Support Login', undefined, undefined],
        ['Support Access Requested', undefined, undefined],
        ['Support Session Ended', 'timed-out', MINUTE],
        ['Support Ticket Closed', undefined, undefined],
        ['Support Access Revoked', 'ticket-closed', undefined],
        ['Support Access Request Closed', 'ticket-closed', undefined],
      ]);
      expect(entries[0]).toMatchObject({
        requestId: asked,
        durationMinutes: 90,
        actor: { kind: 'engineer' },
      });
      expect(entries[1]).toMatchObject({ requestId: asked, grantId });
      expect(entries[3]).toMatchObject({
        grantId,
        requestId: more,
        extension: 1,
        expiresAt: toInstant(T0 + 151 * MINUTE),
        reason: 'More time',
      });
      expect(entries[8]).toMatchObject({ endedAt: toInstant(T0 + 66 * MINUTE), actor: { id: 'system' } });
      expect(entries[9]).toMatchObject({ ticketId: 'T-1', actor: { id: 'system' } });
      expect(entries[10]).toMatchObject({ ticketId: 'T-1', expiresAt: toInstant(T0 + 151 * MINUTE) });
      const revisions = async (filter: Partial<AuditTrailFilter>): Promise<number[]> => {
        const page = await given.queries.auditTrail({ workspaceId: 'acme', asAuditor: false, ...filter });
        return page.entries.map(({ revision }) => revision);
      };
      expect(await revisions({ requestId: more })).toEqual([4, 3]);
      expect(await revisions({ requestId: last })).toEqual([12, 8]);
      expect(await revisions({ sessionId: entries[6]!.sessionId! })).toEqual([9, 7]);
      expect(await revisions({ ticketId: 'T-1', type: 'SupportAccessRevoked' })).toEqual([11]);
    });

    it.each<[RequestCloseCause, string]>([
      ['declined', 'Declined'],
      ['withdrawn', 'Withdrawn'],
      ['expired', 'Expired'],
      ['superseded', 'Superseded'],
      ['grant-ended', 'Closed'],
      ['ticket-closed', 'Closed'],
      ['forced-sso', 'Closed'],
    ])('calls the end of a request by its cause: %s', (cause, word) => {
      const at = toInstant(T0 + 2_000);
      const data = { workspaceId: 'acme', requestId: 'r', cause, closedBy: SYSTEM, at };
      const entry = toAuditEntry(
        { type: 'SupportAccessRequestClosed', data: { ...data, requestExpiresAt: toInstant(T0) } },
        { id: 'e', recordedAt: at, revision: 1, position: '7' },
      );
      expect(entry.label).toBe(`Support Access Request ${word}`);
      expect(entry.lagMs).toBe(cause === 'expired' ? 2_000 : undefined);
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
