import type { AuditEntry } from './audit-entry.js';
import { CSV_HEADER, csvCell, csvLine } from './trail-csv.js';

it('has the columns that other programs read', () =>
  expect(CSV_HEADER).toBe(
    'at,label,type,actorId,actorKind,actorName,actorEmail,grantId,sessionId,cause,code,ticketId,reason,expiresAt,lagMs,' +
      'ipAddress,userAgent,recordedAt,revision,position,id,workspaceId\r\n',
  ));

it.each([
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ['+31 20 555', "'+31 20 555"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1:A9)', "'@SUM(A1:A9)"],
  ['\t=1+1', "'\t=1+1"],
  ['\r=1+1', '"\'\r=1+1"'],
  ['=1,2', '"\'=1,2"'],
  [-5, "'-5"],
])('%j starts no formula', (value, cell) => expect(csvCell(value)).toBe(cell));

it.each([
  [undefined, ''],
  ['', ''],
  ['plain', 'plain'],
  ['1 = 1', '1 = 1'],
  ["'=1", "'=1"],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['Zoë 日本', 'Zoë 日本'],
  [0, '0'],
])('%j is the cell %j', (value, cell) => expect(csvCell(value)).toBe(cell));

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
      '2026-11-22T10:30:00.000Z,120,,,2026-11-22T10:30:00.121Z,3,42,e-1,acme\r\n',
  );
});
