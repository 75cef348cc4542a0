import type { EpochMs } from '#domain';
import { assertNever, isOpen } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import type { Db } from '#derived/sqlite';
import { accessChange } from '../access-changes.js';
import type { GrantRow, SessionRow } from '../access-rows.js';
import { BrokenHistoryError } from '../errors.js';
import type { OpenGrant, OpenGrantRow } from '../unended-grants.js';
import { openGrantsQuery, toOpenGrant } from '../unended-grants.js';
import type { Projection, Slot } from './projection.js';

/** Grants and sessions with their history: who may be where, at any instant. */
export const currentAccess: Projection = {
  keys: { grants: 'position', sessions: 'position' },

  // Times are in epoch milliseconds. Within a workspace the order by time is the order by position (C1), which every
  // index has as its last column.
  tables: (slot: Slot) => `
    CREATE TABLE ${slot}_grants (
      position INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, grant_id TEXT NOT NULL, command_id TEXT NOT NULL,
      granted_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, ticket_id TEXT, granted TEXT NOT NULL,
      ended_at INTEGER, cause TEXT, revoked_by TEXT
    );
    CREATE INDEX ${slot}_grants_by_workspace ON ${slot}_grants (workspace, granted_at);
    CREATE TABLE ${slot}_sessions (
      position INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, session_id TEXT NOT NULL, grant_id TEXT NOT NULL,
      at INTEGER NOT NULL, expires_at INTEGER NOT NULL, engineer_id TEXT NOT NULL, engineer TEXT NOT NULL
    );
  `,

  indexes: (slot: Slot) => `
    CREATE INDEX ${slot}_grants_by_time ON ${slot}_grants (granted_at);
    CREATE INDEX ${slot}_grants_by_ticket ON ${slot}_grants (ticket_id, granted_at) WHERE ticket_id IS NOT NULL;
    CREATE INDEX ${slot}_grants_revoked ON ${slot}_grants (granted_at) WHERE cause IN ('revoked', 'forced-sso');
    CREATE INDEX ${slot}_sessions_by_workspace ON ${slot}_sessions (workspace, expires_at);
  `,

  writer: (db: Db, slot: Slot) => {
    const grant = db.prepare(
      `INSERT INTO ${slot}_grants (position, workspace, grant_id, command_id, granted_at, expires_at, ticket_id, granted)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const login = db.prepare(`INSERT INTO ${slot}_sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    // Only a workspace's latest grant can end: at most one is active (G5), and the next is given after its end.
    const end = db.prepare(
      `UPDATE ${slot}_grants SET ended_at = ?, cause = ?, revoked_by = ?
       WHERE grant_id = ? AND ended_at IS NULL AND position = (SELECT position FROM ${slot}_grants
         WHERE workspace = ? ORDER BY granted_at DESC, position DESC LIMIT 1)`,
    );

    return (recorded: RecordedEvent, workspace: number) => {
      const change = accessChange(recorded, workspace);
      switch (change?.kind) {
        case 'grant':
          grant.run(...change.cells);
          return;
        case 'login':
          login.run(...change.cells);
          return;
        case 'end': {
          const { grantId, endedAt, cause, revokedBy } = change;
          if (end.run(endedAt, cause, revokedBy, grantId, workspace).changes === 1) return;
          throw new BrokenHistoryError(recorded.position, `ends grant ${grantId}, which is not active`);
        }
        case undefined:
          return;
        default:
          assertNever(change, 'change');
      }
    };
  },
};

// Positions leave SQLite as text: they may be larger than a double holds.
const GRANT_COLUMNS = `CAST(position AS TEXT) AS place, grant_id AS grantId, granted_at AS grantedAt,
  expires_at AS expiresAt, command_id AS commandId, granted, ended_at AS endedAt, cause, revoked_by AS revokedBy`;

/**
 * How the tables above are asked. Each method is one read of one state: the caller gives it a transaction. A workspace
 * that no event names has no number.
 */
export class CurrentAccessQueries {
  readonly #latestGrant;
  readonly #liveSessions;
  readonly #open;
  readonly #hasEnded;

  constructor(db: Db) {
    this.#latestGrant = db.prepare<[number | undefined, EpochMs], GrantRow>(
      `SELECT ${GRANT_COLUMNS} FROM grants WHERE workspace = ? AND granted_at <= ?
       ORDER BY granted_at DESC, position DESC LIMIT 1`,
    );
    // A session lasts no longer than its grant, so the range is closed at both ends.
    this.#liveSessions = db.prepare<[number | undefined, EpochMs, EpochMs, EpochMs, string], SessionRow>(
      `SELECT session_id AS sessionId, engineer, at, expires_at AS expiresAt FROM sessions
       WHERE workspace = ? AND expires_at > ? AND expires_at <= ? AND at <= ? AND grant_id = ?`,
    );
    this.#open = db.prepare<[Position, number], OpenGrantRow>(openGrantsQuery('?', '?'));
    this.#hasEnded = db
      .prepare<[number | undefined, string], number>(
        'SELECT 1 FROM grants WHERE workspace = ? AND grant_id = ? AND ended_at IS NOT NULL',
      )
      .pluck();
  }

  /** The grant that is active at an instant, with its live sessions. */
  active(
    workspace: number | undefined,
    at: EpochMs,
  ): { grant: GrantRow; sessions: SessionRow[] } | undefined {
    const grant = this.#latestGrant.get(workspace, at);
    if (!grant || !isOpen(grant, at)) return undefined;
    return { grant, sessions: this.#liveSessions.all(workspace, at, grant.expiresAt, at, grant.grantId) };
  }

  open(after: Position, limit: number): OpenGrant[] {
    return this.#open.all(after, limit).map(toOpenGrant);
  }

  hasEnded(workspace: number | undefined, grantId: string): boolean {
    return this.#hasEnded.get(workspace, grantId) !== undefined;
  }
}
