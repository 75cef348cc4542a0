import type { AuditEntry } from './audit-entry.js';
import type { CsvValue } from './csv.js';
import { csvRow } from './csv.js';

/**
 * A contract, of HTTP and of the command line: what other people's programs read, in this order. A new column comes last,
 * since some read columns by number.
 */
export const TRAIL_COLUMNS: readonly {
  name: string;
  of: (entry: AuditEntry) => CsvValue;
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
  { name: 'attempted', of: (entry) => entry.attempted },
  { name: 'requestId', of: (entry) => entry.requestId },
  { name: 'durationMinutes', of: (entry) => entry.durationMinutes },
  { name: 'extension', of: (entry) => entry.extension },
  { name: 'endedAt', of: (entry) => entry.endedAt },
];

export const CSV_HEADER = csvRow(TRAIL_COLUMNS.map(({ name }) => name));

export const csvLine = (entry: AuditEntry): string => csvRow(TRAIL_COLUMNS.map(({ of }) => of(entry)));
