import type { SupportAccessEvent } from '#domain';
import { happenedAt, toEpochMs } from '#domain';
import type { Cell } from '#derived';
import type { RecordedEvent } from '#event-store';
import { inShape, requireCells } from './access-changes.js';
import { actorOf } from './audit-entry.js';
import { UnknownEventTypeError } from './errors.js';

/**
 * The row that an event becomes in the audit trail, its cells in the order of the columns.
 * @throws BrokenHistoryError for an event of another shape than its type has
 */
export const auditRow = (recorded: RecordedEvent, workspace: number): Cell[] =>
  inShape(recorded, () => {
    const row = rowOf(recorded, workspace);
    requireCells(row);
    return row;
  });

function rowOf(recorded: RecordedEvent, workspace: number): Cell[] {
  const { event, revision, position, id, type } = recorded;
  const columns = filterColumns(event, position);
  const { grantId = null, sessionId = null, requestId = null } = columns;
  const { ticketId = null, code = null, attempted = null } = columns;
  const happened = happenedAt(event);
  const [recordedAt, source] = originOf(recorded);
  const at = toEpochMs(happened);
  const written = recordedAt === happened ? at : toEpochMs(recordedAt);
  const actorId = actorOf(event).id;
  const data = storedData(recorded);
  return [
    position,
    workspace,
    at,
    revision,
    id,
    type,
    actorId,
    grantId,
    sessionId,
    requestId,
    ticketId,
    code,
    attempted,
    written,
    source,
    data,
  ];
}

/** The last members of stored metadata, when nothing in them is escaped or nested: that is, nearly always. */
const ORIGIN =
  /,"recordedAt":"([^"\\]*)","schemaVersion":\d+,"source":(\{[^{}\\]*\})(?:,"traceparent":"[^"\\]*")?\}$/;

/** When an event was recorded, and the JSON of its source. To parse all metadata costs a rebuild a tenth of its time. */
function originOf(recorded: RecordedEvent): [recordedAt: string, source: string] {
  const [, recordedAt, source] = ORIGIN.exec(recorded.metadataJson) ?? [];
  if (recordedAt !== undefined && source !== undefined) return [recordedAt, source];
  const { metadata } = recorded;
  return [metadata.recordedAt, JSON.stringify(metadata.source)];
}

type FilterColumns = {
  grantId?: string;
  sessionId?: string;
  requestId?: string;
  ticketId?: string;
  code?: string;
  attempted?: string;
};

function filterColumns(event: SupportAccessEvent, position: bigint): FilterColumns {
  switch (event.type) {
    case 'SupportAccessRequested':
    case 'SupportAccessRequestClosed':
    case 'SupportAccessGranted':
    case 'SupportAccessExtended':
    case 'SupportLogin':
    case 'SupportSessionEnded':
    case 'SupportAccessRevoked':
    case 'SupportTicketClosed':
    case 'SupportAccessDenied':
      return event.data;
    case 'WorkspaceUpdated':
      return {};
    default:
      throw new UnknownEventTypeError((event as { type: string }).type, position);
  }
}

/** The stored data as it is: an entry is made of it when it is read. A workspace's thousand owners are left out. */
function storedData({ event, dataJson }: RecordedEvent): string {
  if (event.type !== 'WorkspaceUpdated') return dataJson;
  const { workspaceId, by, at } = event.data;
  return JSON.stringify({ workspaceId, by, at });
}
