import type { SupportAccessEvent } from '#domain';
import { happenedAt, toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { Cell } from './access-changes.js';
import { inShape, requireCells } from './access-changes.js';
import { actorOf } from './audit-entry.js';
import { UnknownEventTypeError } from './errors.js';

/**
 * The row that an event becomes in the audit trail, its cells in the order of the columns.
 * @throws BrokenHistoryError for an event of another shape than its type has
 */
export const auditRow = <Workspace extends Cell>(
  recorded: RecordedEvent,
  workspace: Workspace,
): AuditRow<Workspace> =>
  inShape(recorded, () => {
    const row = rowOf(recorded, workspace);
    requireCells(row);
    return row;
  });

type AuditRow<Workspace> = [position: bigint, workspace: Workspace, ...Cell[]];

function rowOf<Workspace extends Cell>(recorded: RecordedEvent, workspace: Workspace): AuditRow<Workspace> {
  const { event, revision, position, id, type } = recorded;
  const columns = filterColumns(event, position);
  const { grantId = null, sessionId = null, requestId = null } = columns;
  const { ticketId = null, code = null, attempted = null } = columns;
  const happened = happenedAt(event);
  const { recordedAt, source } = recorded.metadata;
  const at = toEpochMs(happened);
  const written = recordedAt === happened ? at : toEpochMs(recordedAt);
  const actorId = actorOf(event).id;
  const handedInBy = JSON.stringify(source);
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
    handedInBy,
    data,
  ];
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
