import type { EpochMs } from '#domain';
import { toEpochMs } from '#domain';
import type { Cell } from '#derived';
import type { RecordedEvent } from '#event-store';
import { BrokenHistoryError, UnknownEventTypeError } from './errors.js';

/** A new row, its cells in the order of the columns; later events of the same stretch change its last ones. */
type NewRow = Cell[];

/** The end of a request: its answer, or its close. `ended` is the data of the event, as it is stored. */
export type RequestEnd = { requestId: string; outcome: string; endedAt: EpochMs; ended: string };

export type GrantChange = {
  kind: 'grant';
  grantId: string;
  grantedAt: EpochMs;
  expiresAt: EpochMs;
  row: NewRow;
  approves?: RequestEnd;
};

export type ExtensionChange = {
  kind: 'extension';
  grantId: string;
  number: number;
  at: EpochMs;
  expiresAt: EpochMs;
  row: NewRow;
  approves?: RequestEnd;
};

export type GrantEnd = { kind: 'end'; grantId: string; endedAt: EpochMs; cause: string; revokedBy: string };

export type SessionEnd = {
  kind: 'session-end';
  sessionId: string;
  /** By which its row is found. */
  expiresAt: EpochMs;
  endedAt: EpochMs;
  cause: string;
};

/** What an event does to the tables of current access: a row for one of them, or a change of one that is there. */
export type AccessChange =
  | GrantChange
  | ExtensionChange
  | GrantEnd
  | { kind: 'login'; sessionId: string; expiresAt: EpochMs; row: NewRow }
  | SessionEnd
  | { kind: 'request'; requestId: string; row: NewRow }
  | ({ kind: 'request-end' } & RequestEnd)
  | { kind: 'ticket-closing'; row: NewRow };

/** @throws BrokenHistoryError for an event of another shape than its type has */
export const accessChange = (recorded: RecordedEvent, workspace: number): AccessChange | undefined =>
  inShape(recorded, () => {
    const change = changeOf(recorded, workspace);
    if (change !== undefined) requireChange(change);
    return change;
  });

function requireChange(change: AccessChange): void {
  if (!('row' in change)) return requireCells(Object.values(change));
  requireCells(change.row);
  if ('approves' in change) requireCells(Object.values(change.approves));
}

/**
 * Makes something of an event that may have been written by somebody else, however well it is chained.
 * @throws BrokenHistoryError for an event of another shape than its type has
 */
export function inShape<T>({ position }: RecordedEvent, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new BrokenHistoryError(position, `has another shape than its type: ${error.message}`);
  }
}

/** @throws TypeError when one is none that a table can hold: what an event lacks, a time that is none, an object, a NUL */
export function requireCells(cells: readonly unknown[]): void {
  if (!cells.every(isCell)) throw new TypeError('something in it is missing or wrong');
}

const isCell = (cell: unknown): cell is Cell =>
  cell === null ||
  (typeof cell === 'string' && !cell.includes('\0')) ||
  (typeof cell === 'number' && !Number.isNaN(cell)) ||
  typeof cell === 'bigint';

function changeOf(recorded: RecordedEvent, workspace: number): AccessChange | undefined {
  const { event, position, dataJson } = recorded;
  switch (event.type) {
    case 'SupportAccessRequested': {
      const { requestId, requestedBy, at, requestExpiresAt, ticketId = null, grantId = null } = event.data;
      const commandId = commandIdOf(recorded);
      const [from, to] = [toEpochMs(at), toEpochMs(requestExpiresAt)];
      const filters = [requestedBy.id, grantId, ticketId];
      return {
        kind: 'request',
        requestId,
        row: [position, workspace, requestId, commandId, from, to, ...filters, dataJson, null, null, null],
      };
    }
    case 'SupportAccessRequestClosed': {
      const { requestId, cause, at } = event.data;
      return { kind: 'request-end', ...requestEnd(requestId, cause, at, dataJson) };
    }
    case 'SupportAccessGranted': {
      const { grantId, grantedAt, requestId, ticketId = null } = event.data;
      const commandId = commandIdOf(recorded);
      const [from, to] = [toEpochMs(grantedAt), toEpochMs(event.data.expiresAt)];
      return {
        kind: 'grant',
        grantId,
        grantedAt: from,
        expiresAt: to,
        row: [position, workspace, grantId, commandId, from, ticketId, dataJson, to, 0, null, null, null],
        ...(requestId !== undefined && { approves: requestEnd(requestId, 'approved', grantedAt, dataJson) }),
      };
    }
    case 'SupportAccessExtended': {
      const { grantId, extension: number, at, expiresAt, requestId } = event.data;
      const [from, to] = [toEpochMs(at), toEpochMs(expiresAt)];
      return {
        kind: 'extension',
        grantId,
        number,
        at: from,
        expiresAt: to,
        row: [position, workspace, grantId, number, from, to],
        ...(requestId !== undefined && { approves: requestEnd(requestId, 'approved', at, dataJson) }),
      };
    }
    case 'SupportLogin': {
      const { grantId, sessionId, engineer, at, sessionExpiresAt, ticketId = null } = event.data;
      const [from, to] = [toEpochMs(at), toEpochMs(sessionExpiresAt)];
      const who = [engineer.id, JSON.stringify(engineer)];
      return {
        kind: 'login',
        sessionId,
        expiresAt: to,
        row: [position, workspace, sessionId, grantId, from, to, ticketId, ...who, null, null],
      };
    }
    case 'SupportSessionEnded': {
      const { sessionId, sessionExpiresAt, endedAt, cause } = event.data;
      const [expiresAt, ended] = [toEpochMs(sessionExpiresAt), toEpochMs(endedAt)];
      return { kind: 'session-end', sessionId, expiresAt, endedAt: ended, cause };
    }
    case 'SupportAccessRevoked': {
      const { grantId, cause, revokedBy, at } = event.data;
      return { kind: 'end', grantId, endedAt: toEpochMs(at), cause, revokedBy: JSON.stringify(revokedBy) };
    }
    case 'SupportTicketClosed': {
      const { ticketId, at } = event.data;
      const commandId = commandIdOf(recorded);
      return {
        kind: 'ticket-closing',
        row: [position, workspace, ticketId, toEpochMs(at), commandId],
      };
    }
    case 'WorkspaceUpdated':
    case 'SupportAccessDenied':
      return undefined;
    default:
      throw new UnknownEventTypeError((event as { type: string }).type, position);
  }
}

/** An engine that keeps it beside the metadata was checked to keep the same. */
const commandIdOf = (recorded: RecordedEvent): string => recorded.commandId ?? recorded.metadata.commandId;

const requestEnd = (requestId: string, outcome: string, at: string, ended: string): RequestEnd => ({
  requestId,
  outcome,
  endedAt: toEpochMs(at),
  ended,
});
