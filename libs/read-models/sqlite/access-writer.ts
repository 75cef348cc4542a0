import type { EpochMs } from '#domain';
import { assertNever } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import type { Db } from '#derived/sqlite';
import type { ExtensionChange, RequestEnd } from '../access-changes.js';
import { accessChange } from '../access-changes.js';
import { BrokenHistoryError } from '../errors.js';
import type { HeldGrant } from '../held-grant.js';
import { extensionFault, notActive, notLive, notPending } from '../held-grant.js';
import type { Slot } from './projection.js';

/** Writes what events do to one set of the tables of current access. */
export class AccessWriter {
  readonly #grant;
  readonly #end;
  readonly #latest;
  readonly #moveEnd;
  readonly #extension;
  readonly #login;
  readonly #endSession;
  readonly #request;
  readonly #endRequest;
  readonly #ticketClosing;

  constructor(db: Db, slot: Slot) {
    // Only a workspace's latest grant can end: at most one is active (G5), and the next is given after its end.
    const latest = `FROM ${slot}_grants WHERE workspace = +? ORDER BY granted_at DESC, position DESC LIMIT 1`;
    this.#grant = db.prepare(
      `INSERT INTO ${slot}_grants (position, workspace, grant_id, command_id, granted_at, ticket_id, granted, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#end = db.prepare(
      `UPDATE ${slot}_grants SET ended_at = ?, cause = ?, revoked_by = ?
       WHERE grant_id = +? AND ended_at IS NULL AND position = (SELECT position ${latest})`,
    );
    this.#latest = db.prepare<[number], HeldGrant>(
      `SELECT grant_id AS grantId, granted_at AS grantedAt, expires_at AS expiresAt, extensions,
         ended_at AS endedAt ${latest}`,
    );
    this.#moveEnd = db.prepare(
      `UPDATE ${slot}_grants SET expires_at = ?, extensions = ? WHERE position = (SELECT position ${latest})`,
    );
    this.#extension = db.prepare(`INSERT INTO ${slot}_extensions VALUES (?, ?, ?, ?, ?, ?)`);
    this.#login = db.prepare(
      `INSERT INTO ${slot}_sessions
         (position, workspace, session_id, grant_id, at, expires_at, ticket_id, engineer_id, engineer)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#endSession = db.prepare<[EpochMs, string, number, EpochMs, string]>(
      `UPDATE ${slot}_sessions SET ended_at = ?, cause = ?
       WHERE workspace = +? AND expires_at = +? AND session_id = +? AND ended_at IS NULL`,
    );
    this.#request = db.prepare(
      `INSERT INTO ${slot}_requests
         (position, workspace, request_id, command_id, at, expires_at, engineer_id, grant_id, ticket_id, requested)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#endRequest = db.prepare<[string, EpochMs, string, number, string]>(
      `UPDATE ${slot}_requests SET outcome = ?, ended_at = ?, ended = ?
       WHERE workspace = +? AND request_id = +? AND outcome IS NULL`,
    );
    this.#ticketClosing = db.prepare(`INSERT INTO ${slot}_ticket_closings VALUES (?, ?, ?, ?, ?)`);
  }

  /** @throws BrokenHistoryError for an event that no history allows */
  write(recorded: RecordedEvent, workspace: number): void {
    const { position } = recorded;
    const change = accessChange(recorded, workspace);
    switch (change?.kind) {
      case 'grant':
        this.#grant.run(...change.cells, change.expiresAt);
        return this.#answer(change.approves, workspace, position);
      case 'extension':
        this.#extend(change, workspace, position);
        return this.#answer(change.approves, workspace, position);
      case 'end': {
        const { grantId, endedAt, cause, revokedBy } = change;
        if (this.#end.run(endedAt, cause, revokedBy, grantId, workspace).changes === 1) return;
        throw new BrokenHistoryError(position, notActive(grantId));
      }
      case 'login':
        return void this.#login.run(...change.cells);
      case 'session-end': {
        const { sessionId, expiresAt, endedAt, cause } = change;
        if (this.#endSession.run(endedAt, cause, workspace, expiresAt, sessionId).changes === 1) return;
        throw new BrokenHistoryError(position, notLive(sessionId));
      }
      case 'request':
        return void this.#request.run(...change.cells);
      case 'request-end':
        return this.#answer(change, workspace, position);
      case 'ticket-closing':
        return void this.#ticketClosing.run(...change.cells);
      case undefined:
        return;
      default:
        assertNever(change, 'change');
    }
  }

  #extend(change: ExtensionChange<number>, workspace: number, position: Position): void {
    const fault = extensionFault(this.#latest.get(workspace), change);
    if (fault !== undefined) throw new BrokenHistoryError(position, fault);
    this.#moveEnd.run(change.expiresAt, change.number, workspace);
    this.#extension.run(...change.cells);
  }

  #answer(end: RequestEnd | undefined, workspace: number, position: Position): void {
    if (end === undefined) return;
    const { requestId, outcome, endedAt, ended } = end;
    if (this.#endRequest.run(outcome, endedAt, ended, workspace, requestId).changes === 1) return;
    throw new BrokenHistoryError(position, notPending(requestId));
  }
}
