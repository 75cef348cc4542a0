import type { EpochMs } from '#domain';
import type { Position } from '#event-store';
import type { Db } from '#derived/sqlite';
import type { AccessRows, ExtensionRow, GrantRow, SessionRow } from '../access-rows.js';
import type { DueEntry, OpenDue, OpenDueRow } from '../due-entries.js';
import { openDueQuery, toOpenDue } from '../due-entries.js';
import type { RequestRow } from '../request-rows.js';

// Positions leave SQLite as text: they may be larger than a double holds.
const GRANT_COLUMNS = `CAST(position AS TEXT) AS place, grant_id AS grantId, granted_at AS grantedAt,
  expires_at AS expiresAt, extensions, command_id AS commandId, granted, ended_at AS endedAt, cause, revoked_by AS revokedBy`;

/**
 * How the tables of current access are asked. Each method is one read of one state: the caller gives it a transaction. A
 * workspace that no event names has no number.
 */
export class CurrentAccessQueries {
  readonly #latestGrant;
  readonly #extension;
  readonly #liveSessions;
  readonly #requests;
  readonly #openDue;
  readonly #due: Readonly<Record<DueEntry['kind'], ReturnType<typeof prepareDue>>>;

  constructor(db: Db) {
    this.#latestGrant = db.prepare<[number | undefined, EpochMs], GrantRow>(
      `SELECT ${GRANT_COLUMNS} FROM grants WHERE workspace = ? AND granted_at <= ?
       ORDER BY granted_at DESC, position DESC LIMIT 1`,
    );
    this.#extension = db.prepare<[number | undefined, EpochMs, string], ExtensionRow>(
      `SELECT number, expires_at AS expiresAt FROM extensions WHERE workspace = ? AND at <= ? AND grant_id = ?
       ORDER BY at DESC, position DESC LIMIT 1`,
    );
    // A session lasts no longer than its grant, which may be extended but not shortened: the range is closed at both ends.
    this.#liveSessions = db.prepare<
      [number | undefined, EpochMs, EpochMs, EpochMs, EpochMs, string],
      SessionRow
    >(
      `SELECT session_id AS sessionId, engineer, at, expires_at AS expiresAt FROM sessions
       WHERE workspace = ? AND expires_at > ? AND expires_at <= ? AND at <= ? AND (ended_at IS NULL OR ended_at > ?)
         AND grant_id = ?`,
    );
    this.#requests = db.prepare<[number | undefined, EpochMs, EpochMs, EpochMs], RequestRow>(
      `SELECT CAST(position AS TEXT) AS place, command_id AS commandId, requested, grant_id AS grantId FROM requests
       WHERE workspace = ? AND expires_at > ? AND at <= ? AND (ended_at IS NULL OR ended_at > ?)
       ORDER BY position`,
    );
    this.#openDue = db.prepare<{ after: Position; limit: number }, OpenDueRow>(
      openDueQuery('$after', '$limit'),
    );
    this.#due = {
      grant: prepareDue(db, 'grants', 'grant_id', 'ended_at'),
      request: prepareDue(db, 'requests', 'request_id', 'outcome'),
      session: prepareDue(db, 'sessions', 'session_id', 'ended_at'),
    };
  }

  /** What is recorded of a workspace up to an instant. */
  rowsAt(workspace: number | undefined, at: EpochMs): AccessRows {
    const grant = this.#latestGrant.get(workspace, at);
    const requests = this.#requests.all(workspace, at, at, at);
    if (!grant) return { grant, extension: undefined, sessions: [], requests };
    const { grantId, expiresAt, extensions } = grant;
    return {
      grant,
      extension: extensions > 0 ? this.#extension.get(workspace, at, grantId) : undefined,
      sessions: this.#liveSessions.all(workspace, at, expiresAt, at, at, grantId),
      requests,
    };
  }

  openDue(after: Position, limit: number): OpenDue[] {
    return this.#openDue.all({ after, limit }).map(toOpenDue);
  }

  /** Whether something has a recorded end, or is due at another time than the entry says. */
  isEnded(workspace: number | undefined, { kind, id, dueAt }: DueEntry): boolean {
    const { isOpen, isKnown } = this.#due[kind];
    return isOpen.get(workspace, dueAt, id) === undefined && isKnown.get(workspace, id) !== undefined;
  }
}

/** The first is one step along an index for sessions, of which a workspace has many; the second is asked for what is not found. */
const prepareDue = (db: Db, table: string, id: string, end: string) => ({
  isOpen: db
    .prepare<[number | undefined, EpochMs, string], number>(
      `SELECT 1 FROM ${table} WHERE workspace = ? AND expires_at = ? AND ${id} = ? AND ${end} IS NULL`,
    )
    .pluck(),
  isKnown: db
    .prepare<[number | undefined, string], number>(`SELECT 1 FROM ${table} WHERE workspace = ? AND ${id} = ?`)
    .pluck(),
});
