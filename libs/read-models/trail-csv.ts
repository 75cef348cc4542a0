import type { AuditEntry } from './audit-entry.js';

/** A contract, of HTTP and of the command line: what other people's programs read, in this order. */
export const TRAIL_COLUMNS: readonly {
  name: string;
  of: (entry: AuditEntry) => string | number | undefined;
}[] = [
  { name: 'at', of: (entry) => entry.at },
  { name: 'label', of: (entry) => entry.label },
  { name: 'type', of: (entry) => entry.type },
  { name: 'actorId', of: ({ actor }) => actor.id },
  { name: 'actorKind', of: ({ actor }) => actor.kind },
  { name: 'actorName', of: ({ actor }) => actor.name },
  { name: 'actorEmail', of: ({ actor }) => actor.email },
  { name: 'grantId', of: (entry) => entry.grantId },
  { name: 'sessionId', of: (entry) => entry.sessionId },
  { name: 'cause', of: (entry) => entry.cause },
  { name: 'code', of: (entry) => entry.code },
  { name: 'ticketId', of: (entry) => entry.ticketId },
  { name: 'reason', of: (entry) => entry.reason },
  { name: 'expiresAt', of: (entry) => entry.expiresAt },
  { name: 'lagMs', of: (entry) => entry.lagMs },
  { name: 'ipAddress', of: (entry) => entry.ipAddress },
  { name: 'userAgent', of: (entry) => entry.userAgent },
  { name: 'recordedAt', of: (entry) => entry.recordedAt },
  { name: 'revision', of: (entry) => entry.revision },
  { name: 'position', of: (entry) => entry.position },
  { name: 'id', of: (entry) => entry.id },
  { name: 'workspaceId', of: (entry) => entry.workspaceId },
];

/** RFC 4180: lines end in CRLF, the header's too. */
export const CSV_HEADER = `${TRAIL_COLUMNS.map(({ name }) => name).join(',')}\r\n`;

export const csvLine = (entry: AuditEntry): string =>
  `${TRAIL_COLUMNS.map(({ of }) => csvCell(of(entry))).join(',')}\r\n`;

/** What a spreadsheet would take for a formula, when a cell starts with it. */
const STARTS_FORMULA = /^[=+\-@\t\r]/;

/** One cell: text that others wrote must stay text in whatever opens the file. */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  const text = STARTS_FORMULA.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
