import type { AuditEntry } from './audit-entry.js';
import { CSV_HEADER, csvLine } from './trail-csv.js';

it('has the columns that other programs read', () =>
  expect(CSV_HEADER).toBe(
    'at,label,type,actorId,actorKind,actorName,actorEmail,grantId,sessionId,cause,code,ticketId,reason,expiresAt,lagMs,' +
      'ipAddress,userAgent,recordedAt,revision,position,id,workspaceId,attempted,requestId,durationMinutes,extension,endedAt\r\n',
  ));

it('writes an entry in order, absent as empty, and ends it with CRLF', () => {
  const entry: AuditEntry = {
    id: 'e-1',
    type: 'SupportAccessRevoked',
    label: 'Support Access Expired',
    workspaceId: 'acme',
    grantId: 'g-1',
    actor: { id: 'system', kind: 'system' },
    at: '2026-11-22T10:30:00.120Z',
    recordedAt: '2026-11-22T10:30:00.121Z',
    revision: 3,
    position: '42',
    cause: 'expired',
    expiresAt: '2026-11-22T10:30:00.000Z',
    lagMs: 120,
    reason: '=a,"b"',
  };
  expect(csvLine(entry)).toBe(
    '2026-11-22T10:30:00.120Z,Support Access Expired,SupportAccessRevoked,system,system,,,g-1,,expired,,,"\'=a,""b""",' +
      '2026-11-22T10:30:00.000Z,120,,,2026-11-22T10:30:00.121Z,3,42,e-1,acme,,,,,\r\n',
  );
});
