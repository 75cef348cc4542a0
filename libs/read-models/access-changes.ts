import type { EpochMs } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import { BrokenHistoryError, UnknownEventTypeError } from './errors.js';

/** What a row is made of. */
export type Cell = string | number | bigint | null;

/** The first cells of a row in the order of the columns: those that no later event changes. */
type Cells<Workspace extends Cell> = [position: bigint, workspace: Workspace, ...Cell[]];

/** The end of a request: its answer, or its close. `ended` is the data of the event, as it is stored. */
export type RequestEnd = { requestId: string; outcome: string; endedAt: EpochMs; ended: string };

export type GrantChange<Workspace extends Cell> = {
  kind: 'grant';
  grantId: string;
  grantedAt: EpochMs;
  expiresAt: EpochMs;
  cells: Cells<Workspace>;
  approves?: RequestEnd;
};

export type ExtensionChange<Workspace extends Cell> = {
  kind: 'extension';
  grantId: string;
  number: number;
  at: EpochMs;
  expiresAt: EpochMs;
  cells: Cells<Workspace>;
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

/**
 * What an event does to the tables of current access: a row for one of them, or a change of one that is there. `Workspace` is what the
 * tables know a workspace by.
 */
export type AccessChange<Workspace extends Cell> =
  | GrantChange<Workspace>
  | ExtensionChange<Workspace>
  | GrantEnd
  | { kind: 'login'; sessionId: string; expiresAt: EpochMs; cells: Cells<Workspace> }
  | SessionEnd
  | { kind: 'request'; requestId: string; cells: Cells<Workspace> }
  | ({ kind: 'request-end' } & RequestEnd)
  | { kind: 'ticket-closing'; cells: Cells<Workspace> };

/** @throws BrokenHistoryError for an event of another shape than its type has */
export const accessChange = <Workspace extends Cell>(
  recorded: RecordedEvent,
  workspace: Workspace,
): AccessChange<Workspace> | undefined =>
  inShape(recorded, () => {
    const change = changeOf(recorded, workspace);
    if (change !== undefined) requireChange(change);
    return change;
  });

function requireChange(change: AccessChange<Cell>): void {
  if (!('cells' in change)) return requireCells(Object.values(change));
  requireCells(change.cells);
  // The times of the others are among their cells.
  if (change.kind === 'grant') requireCells([change.expiresAt]);
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

function changeOf<Workspace extends Cell>(
  recorded: RecordedEvent,
  workspace: Workspace,
): AccessChange<Workspace> | undefined {
  const { event, position, dataJson } = recorded;
  switch (event.type) {
    case 'SupportAccessRequested': {
      const { requestId, requestedBy, at, requestExpiresAt, ticketId = null, grantId = null } = event.data;
      const { commandId } = recorded.metadata;
      const [from, to] = [toEpochMs(at), toEpochMs(requestExpiresAt)];
      const filters = [requestedBy.id, grantId, ticketId];
      return {
        kind: 'request',
        requestId,
        cells: [position, workspace, requestId, commandId, from, to, ...filters, dataJson],
      };
    }
    case 'SupportAccessRequestClosed': {
      const { requestId, cause, at } = event.data;
      return { kind: 'request-end', ...requestEnd(requestId, cause, at, dataJson) };
    }
    case 'SupportAccessGranted': {
      const { grantId, grantedAt, requestId, ticketId = null } = event.data;
      const { commandId } = recorded.metadata;
      const [from, to] = [toEpochMs(grantedAt), toEpochMs(event.data.expiresAt)];
      return {
        kind: 'grant',
        grantId,
        grantedAt: from,
        expiresAt: to,
        cells: [position, workspace, grantId, commandId, from, ticketId, dataJson],
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
        cells: [position, workspace, grantId, number, from, to],
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
        cells: [position, workspace, sessionId, grantId, from, to, ticketId, ...who],
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
      const { commandId } = recorded.metadata;
      return {
        kind: 'ticket-closing',
        cells: [position, workspace, ticketId, toEpochMs(at), commandId],
      };
    }
    case 'WorkspaceUpdated':
    case 'SupportAccessDenied':
      return undefined;
    default:
      throw new UnknownEventTypeError((event as { type: string }).type, position);
  }
}

const requestEnd = (requestId: string, outcome: string, at: string, ended: string): RequestEnd => ({
  requestId,
  outcome,
  endedAt: toEpochMs(at),
  ended,
});
