import type { RecordedEvent } from '#event-store';
import { csvLine, toAuditEntry } from '#read-models';
export { CSV_HEADER } from '#read-models';

/** The audit trail's own line: the same columns, as safe from formulas. */
export const csvEventLine = (event: RecordedEvent): string => csvLine(entryOf(event));

/** The event as the audit trail tells it. */
export const entryOf = ({ event, id, metadata, revision, position }: RecordedEvent) =>
  toAuditEntry(event, { id, recordedAt: metadata.recordedAt, revision, position: `${position}` });
