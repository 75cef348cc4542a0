import type { Engineer, EpochMs, RevocationCause, SupportAccessGranted, Tier } from '#domain';
import { toEpochMs, toInstant } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { AccessDecision, AccessQuestion, Grant, Session, WorkspaceFacts } from '../access.js';
import { BrokenHistoryError, UnknownEventTypeError } from '../errors.js';
import type { Db } from './database.js';
import type { Projection, Slot } from './projection.js';

/** Workspaces, and grants and sessions with their history: who may be where, at any instant. */
export const currentAccess: Projection = {
  keys: { workspaces: 'workspace', grants: 'position', sessions: 'position' },

  // Times are in epoch milliseconds. Within a workspace the order by time is the order by position (C1), which every
  // index has as its last column.
  tables: (slot: Slot) => `
    CREATE TABLE ${slot}_workspaces (
      workspace INTEGER PRIMARY KEY, name TEXT, tier TEXT NOT NULL, forced_sso INTEGER NOT NULL, owner_ids TEXT NOT NULL
    );
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
    CREATE INDEX ${slot}_sessions_by_workspace ON ${slot}_sessions (workspace, expires_at);
  `,

  writer: (db: Db, slot: Slot) => {
    const describe = db.prepare(`INSERT OR REPLACE INTO ${slot}_workspaces VALUES (?, ?, ?, ?, ?)`);
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
      const { event, position } = recorded;
      switch (event.type) {
        case 'WorkspaceUpdated': {
          const { name = null, tier, forcedSso, ownerIds } = event.data;
          describe.run(workspace, name, tier, forcedSso ? 1 : 0, JSON.stringify(ownerIds));
          return;
        }
        case 'SupportAccessGranted': {
          const { grantId, grantedAt, expiresAt, ticketId = null } = event.data;
          const { commandId } = recorded.metadata;
          const [from, to] = [toEpochMs(grantedAt), toEpochMs(expiresAt)];
          grant.run(position, workspace, grantId, commandId, from, to, ticketId, recorded.dataJson);
          return;
        }
        case 'SupportLogin': {
          const { grantId, sessionId, engineer, at, sessionExpiresAt } = event.data;
          const [from, to] = [toEpochMs(at), toEpochMs(sessionExpiresAt)];
          const person = JSON.stringify(engineer);
          login.run(position, workspace, sessionId, grantId, from, to, engineer.id, person);
          return;
        }
        case 'SupportAccessRevoked': {
          const { grantId, cause, revokedBy, at } = event.data;
          const ended = end.run(toEpochMs(at), cause, JSON.stringify(revokedBy), grantId, workspace);
          if (ended.changes === 1) return;
          throw new BrokenHistoryError(position, `ends grant ${grantId}, which is not active`);
        }
        case 'SupportAccessDenied':
          return;
        default:
          throw new UnknownEventTypeError((event as { type: string }).type, position);
      }
    };
  },
};

export type GrantRow = {
  place: string;
  grantId: string;
  grantedAt: EpochMs;
  expiresAt: EpochMs;
  commandId: string;
  granted: string;
  endedAt: EpochMs | null;
  cause: RevocationCause | null;
  revokedBy: string | null;
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
  readonly #liveSession;
  readonly #workspace;

  constructor(db: Db) {
    this.#latestGrant = db.prepare<[number | undefined, EpochMs], GrantRow>(
      `SELECT ${GRANT_COLUMNS} FROM grants WHERE workspace = ? AND granted_at <= ?
       ORDER BY granted_at DESC, position DESC LIMIT 1`,
    );
    // A session lasts no longer than its grant, so the range is closed at both ends.
    const live = `FROM sessions WHERE workspace = ? AND expires_at > ? AND expires_at <= ? AND at <= ? AND grant_id = ?`;
    this.#liveSessions = db.prepare<[number | undefined, EpochMs, EpochMs, EpochMs, string], SessionRow>(
      `SELECT session_id AS sessionId, engineer, at, expires_at AS expiresAt ${live}`,
    );
    this.#liveSession = db
      .prepare<[number | undefined, EpochMs, EpochMs, EpochMs, string, string], string>(
        `SELECT session_id ${live} AND engineer_id = ? ORDER BY expires_at DESC LIMIT 1`,
      )
      .pluck();
    this.#workspace = db.prepare<[number | undefined], WorkspaceRow>(
      `SELECT name, tier, forced_sso AS forcedSso, owner_ids AS ownerIds FROM workspaces WHERE workspace = ?`,
    );
  }

  /** The grant that is active at an instant, with its live sessions, oldest first. */
  active(workspace: number | undefined, at: EpochMs): { grant: Grant; sessions: Session[] } | undefined {
    const row = this.#latestGrant.get(workspace, at);
    if (!row || !isActive(row, at)) return undefined;
    const sessions = this.#liveSessions.all(workspace, at, row.expiresAt, at, row.grantId);
    return {
      grant: toGrant(row),
      sessions: sessions.sort((one, other) => one.at - other.at).map(toSession),
    };
  }

  check(workspace: number | undefined, { engineerId, action, at }: AccessQuestion): AccessDecision {
    const row = this.#latestGrant.get(workspace, at);
    if (!row) {
      const reason = this.#workspace.get(workspace) ? 'NO_ACTIVE_GRANT' : 'UNKNOWN_WORKSPACE';
      return { allowed: false, reason };
    }
    const grant = { grantId: row.grantId, expiresAt: toInstant(row.expiresAt) };
    // An end that is recorded has come, also by a clock that is behind it.
    if (row.endedAt !== null || !isActive(row, at)) {
      // L2: past its end and not ended otherwise, whether or not that has been recorded.
      const expired = row.endedAt === null || row.cause === 'expired';
      return { allowed: false, reason: expired ? 'ACCESS_EXPIRED' : 'NO_ACTIVE_GRANT', ...grant };
    }
    if (action === 'login') return { allowed: true, ...grant };
    const sessionId = this.#liveSession.get(workspace, at, row.expiresAt, at, row.grantId, engineerId);
    return sessionId === undefined
      ? { allowed: false, reason: 'NO_LIVE_SESSION', ...grant }
      : { allowed: true, ...grant, sessionId };
  }

  workspace(workspace: number | undefined): Omit<WorkspaceFacts, 'workspaceId'> | undefined {
    const row = this.#workspace.get(workspace);
    if (!row) return undefined;
    const { name, tier, forcedSso, ownerIds } = row;
    return {
      ...(name !== null && { name }),
      tier,
      forcedSso: forcedSso === 1,
      ownerIds: JSON.parse(ownerIds) as string[],
    };
  }
}

type SessionRow = { sessionId: string; engineer: string; at: EpochMs; expiresAt: EpochMs };
type WorkspaceRow = { name: string | null; tier: Tier; forcedSso: number; ownerIds: string };

/** At a time at or after `grantedAt`. Ended and past the end are the same: it is a comparison, never a status. */
const isActive = (row: GrantRow, at: EpochMs): boolean =>
  at < row.expiresAt && (row.endedAt === null || at < row.endedAt);

export const toGrant = (row: GrantRow): Grant => ({
  commandId: row.commandId,
  ...(JSON.parse(row.granted) as SupportAccessGranted),
  position: row.place,
});

const toSession = (row: SessionRow): Session => ({
  sessionId: row.sessionId,
  engineer: JSON.parse(row.engineer) as Engineer,
  at: toInstant(row.at),
  sessionExpiresAt: toInstant(row.expiresAt),
});
