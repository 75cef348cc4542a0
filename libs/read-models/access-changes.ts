import type { EpochMs } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import { BrokenHistoryError, UnknownEventTypeError } from './errors.js';

/** What a row is made of. */
export type Cell = string | number | bigint | null;

/**
 * What an event does to the tables of current access: a row for one of them, its cells in the order of the columns, or the
 * end of a grant. `Workspace` is what the tables know a workspace by.
 */
export type AccessChange<Workspace extends Cell> =
  | { kind: 'grant'; grantId: string; cells: [position: bigint, workspace: Workspace, ...Cell[]] }
  | { kind: 'login'; cells: [position: bigint, workspace: Workspace, ...Cell[]] }
  | { kind: 'end'; grantId: string; endedAt: EpochMs; cause: string; revokedBy: string };

/** @throws BrokenHistoryError for an event of another shape than its type has */
export const accessChange = <Workspace extends Cell>(
  recorded: RecordedEvent,
  workspace: Workspace,
): AccessChange<Workspace> | undefined =>
  inShape(recorded, () => {
    const change = changeOf(recorded, workspace);
    if (change?.kind === 'end')
      requireCells([change.grantId, change.endedAt, change.cause, change.revokedBy]);
    else if (change !== undefined) requireCells(change.cells);
    return change;
  });

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
  const { event, position } = recorded;
  switch (event.type) {
    case 'SupportAccessGranted': {
      const { grantId, grantedAt, expiresAt, ticketId = null } = event.data;
      const { commandId } = recorded.metadata;
      const [from, to] = [toEpochMs(grantedAt), toEpochMs(expiresAt)];
      return {
        kind: 'grant',
        grantId,
        cells: [position, workspace, grantId, commandId, from, to, ticketId, recorded.dataJson],
      };
    }
    case 'SupportLogin': {
      const { grantId, sessionId, engineer, at, sessionExpiresAt } = event.data;
      const [from, to] = [toEpochMs(at), toEpochMs(sessionExpiresAt)];
      return {
        kind: 'login',
        cells: [position, workspace, sessionId, grantId, from, to, engineer.id, JSON.stringify(engineer)],
      };
    }
    case 'SupportAccessRevoked': {
      const { grantId, cause, revokedBy, at } = event.data;
      return { kind: 'end', grantId, endedAt: toEpochMs(at), cause, revokedBy: JSON.stringify(revokedBy) };
    }
    case 'SupportAccessRequested':
    case 'SupportAccessRequestClosed':
    case 'SupportAccessExtended':
    case 'SupportSessionEnded':
    case 'SupportTicketClosed':
    case 'WorkspaceUpdated':
    case 'SupportAccessDenied':
      return undefined;
    default:
      throw new UnknownEventTypeError((event as { type: string }).type, position);
  }
}
