import type { Engineer, EpochMs, Party, RevocationCause, SupportAccessGranted, Tier } from '#domain';
import { MAX_DURATION_MINUTES, MINUTE_MS, toEpochMs, toInstant } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { CompiledQuery, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type {
  AccessAnswer,
  AccessQuestion,
  CurrentAccess,
  Grant,
  GrantFilter,
  GrantPage,
  GrantStatus,
  ListedGrant,
  Session,
  WorkspaceFacts,
} from '../access.js';
import { pageSize } from '../access.js';
import { fromCursor, toCursor } from '../cursor.js';
import { BrokenHistoryError, UnknownEventTypeError } from '../errors.js';
import type { Db } from './database.js';
import type { Projection, Slot } from './projection.js';
import { dynamic, StatementCache } from './statements.js';

/** Workspaces, and grants and sessions with their history: who may be where, at any instant. */
export const currentAccess: Projection = {
  keys: {
    workspaces: 'workspace_id',
    grants: 'workspace_id, granted_at, position',
    sessions: 'workspace_id, expires_at, session_id',
  },

  // Times are in epoch milliseconds. Rows lie in the order in which they are asked for: a workspace's newest grant is
  // one step into the tree, and so are its live sessions.
  tables: (slot: Slot) => `
    CREATE TABLE ${slot}_workspaces (
      workspace_id TEXT PRIMARY KEY,
      name TEXT, tier TEXT NOT NULL, forced_sso INTEGER NOT NULL, owner_ids TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE ${slot}_grants (
      workspace_id TEXT NOT NULL, granted_at INTEGER NOT NULL, position INTEGER NOT NULL,
      grant_id TEXT NOT NULL, expires_at INTEGER NOT NULL, ticket_id TEXT,
      command_id TEXT NOT NULL, granted TEXT NOT NULL,
      ended_at INTEGER, cause TEXT, revoked_by TEXT,
      PRIMARY KEY (workspace_id, granted_at, position)
    ) WITHOUT ROWID;
    CREATE INDEX ${slot}_grants_by_time ON ${slot}_grants (granted_at, position);
    CREATE INDEX ${slot}_grants_by_ticket ON ${slot}_grants (ticket_id, granted_at, position)
      WHERE ticket_id IS NOT NULL;
    CREATE TABLE ${slot}_sessions (
      workspace_id TEXT NOT NULL, expires_at INTEGER NOT NULL, session_id TEXT NOT NULL,
      grant_id TEXT NOT NULL, engineer_id TEXT NOT NULL, engineer TEXT NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY (workspace_id, expires_at, session_id)
    ) WITHOUT ROWID;
  `,

  writer: (db: Db, slot: Slot) => {
    const describe = db.prepare(`INSERT OR REPLACE INTO ${slot}_workspaces VALUES (?, ?, ?, ?, ?)`);
    const grant = db.prepare(
      `INSERT INTO ${slot}_grants (workspace_id, granted_at, position, grant_id, expires_at, ticket_id, command_id, granted)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const login = db.prepare(`INSERT INTO ${slot}_sessions VALUES (?, ?, ?, ?, ?, ?, ?)`);
    // Only a workspace's latest grant can end: at most one is active (G5), and the next is given after its end.
    const end = db.prepare(
      `UPDATE ${slot}_grants SET ended_at = ?, cause = ?, revoked_by = ?
       WHERE workspace_id = ? AND grant_id = ? AND ended_at IS NULL AND (granted_at, position) =
         (SELECT granted_at, position FROM ${slot}_grants WHERE workspace_id = ?
          ORDER BY granted_at DESC, position DESC LIMIT 1)`,
    );

    return (recorded: RecordedEvent) => {
      const { event, position } = recorded;
      switch (event.type) {
        case 'WorkspaceUpdated': {
          const { workspaceId, name, tier, forcedSso, ownerIds } = event.data;
          describe.run(workspaceId, name ?? null, tier, forcedSso ? 1 : 0, JSON.stringify(ownerIds));
          return;
        }
        case 'SupportAccessGranted': {
          const { workspaceId, grantId, grantedAt, expiresAt, ticketId } = event.data;
          const { commandId } = recorded.metadata;
          const [from, to] = [toEpochMs(grantedAt), toEpochMs(expiresAt)];
          grant.run(workspaceId, from, position, grantId, to, ticketId ?? null, commandId, recorded.dataJson);
          return;
        }
        case 'SupportLogin': {
          const { workspaceId, grantId, sessionId, engineer, at, sessionExpiresAt } = event.data;
          const person = JSON.stringify(engineer);
          const [from, to] = [toEpochMs(at), toEpochMs(sessionExpiresAt)];
          login.run(workspaceId, to, sessionId, grantId, engineer.id, person, from);
          return;
        }
        case 'SupportAccessRevoked': {
          const { workspaceId, grantId, cause, revokedBy, at } = event.data;
          const who = JSON.stringify(revokedBy);
          const { changes } = end.run(toEpochMs(at), cause, who, workspaceId, grantId, workspaceId);
          if (changes !== 1)
            throw new BrokenHistoryError(position, `ends grant ${grantId}, which is not active`);
          return;
        }
        case 'SupportAccessDenied':
          return;
        default:
          throw new UnknownEventTypeError((event as { type: string }).type, position);
      }
    };
  },
};

type GrantRow = {
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

/** How the tables above are asked. Each method is one read of one state: the caller gives it a transaction. */
export class CurrentAccessQueries {
  readonly #latestGrant;
  readonly #liveSessions;
  readonly #liveSession;
  readonly #workspace;
  readonly #listings: StatementCache;

  constructor(db: Db) {
    this.#listings = new StatementCache(db);
    this.#latestGrant = db.prepare<[string, EpochMs], GrantRow>(
      `SELECT ${GRANT_COLUMNS} FROM grants WHERE workspace_id = ? AND granted_at <= ?
       ORDER BY granted_at DESC, position DESC LIMIT 1`,
    );
    // A session lasts no longer than its grant, so the range is closed at both ends.
    const live = `FROM sessions WHERE workspace_id = ? AND expires_at > ? AND expires_at <= ? AND at <= ? AND grant_id = ?`;
    this.#liveSessions = db.prepare<[string, EpochMs, EpochMs, EpochMs, string], SessionRow>(
      `SELECT session_id AS sessionId, engineer, at, expires_at AS expiresAt ${live}`,
    );
    this.#liveSession = db
      .prepare<[string, EpochMs, EpochMs, EpochMs, string, string], string>(
        `SELECT session_id ${live} AND engineer_id = ? ORDER BY expires_at DESC LIMIT 1`,
      )
      .pluck();
    this.#workspace = db.prepare<[string], WorkspaceRow>(
      `SELECT name, tier, forced_sso AS forcedSso, owner_ids AS ownerIds FROM workspaces WHERE workspace_id = ?`,
    );
  }

  currentAccess(workspaceId: string, asOf: EpochMs, position: string): CurrentAccess {
    const row = this.#latestGrant.get(workspaceId, asOf);
    const common = { workspaceId, asOf: toInstant(asOf) };
    if (!row || !isActive(row, asOf)) return { ...common, status: 'none', sessions: [], position };
    const sessions = this.#liveSessions
      .all(workspaceId, asOf, row.expiresAt, asOf, row.grantId)
      .sort((one, other) => one.at - other.at)
      .map(toSession);
    return { ...common, status: 'active', grant: toGrant(row), sessions, position };
  }

  checkAccess({ workspaceId, engineerId, action, at }: AccessQuestion, position: string): AccessAnswer {
    const row = this.#latestGrant.get(workspaceId, at);
    if (!row) {
      const reason = this.#workspace.get(workspaceId) ? 'NO_ACTIVE_GRANT' : 'UNKNOWN_WORKSPACE';
      return { allowed: false, reason, position };
    }
    const grant = { grantId: row.grantId, expiresAt: toInstant(row.expiresAt), position };
    if (!isActive(row, at)) {
      // L2: past its end and not ended otherwise, whether or not that has been recorded.
      const expired = row.endedAt === null || row.cause === 'expired';
      return { allowed: false, reason: expired ? 'ACCESS_EXPIRED' : 'NO_ACTIVE_GRANT', ...grant };
    }
    if (action === 'login') return { allowed: true, ...grant };
    const sessionId = this.#liveSession.get(workspaceId, at, row.expiresAt, at, row.grantId, engineerId);
    return sessionId === undefined
      ? { allowed: false, reason: 'NO_LIVE_SESSION', ...grant }
      : { allowed: true, ...grant, sessionId };
  }

  workspace(workspaceId: string): WorkspaceFacts | undefined {
    const row = this.#workspace.get(workspaceId);
    return (
      row && {
        workspaceId,
        ...(row.name !== null && { name: row.name }),
        tier: row.tier,
        forcedSso: row.forcedSso === 1,
        ownerIds: JSON.parse(row.ownerIds) as string[],
      }
    );
  }

  grants(filter: GrantFilter): GrantPage {
    const limit = pageSize(filter.limit);
    const rows = this.#listings.all<GrantRow>(listGrants(filter, limit + 1));
    const grants = rows.slice(0, limit).map((row) => toListedGrant(row, filter.now));
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { grants, ...(last && { next: toCursor([last.grantedAt, last.place]) }) };
  }
}

type SessionRow = { sessionId: string; engineer: string; at: EpochMs; expiresAt: EpochMs };
type WorkspaceRow = { name: string | null; tier: Tier; forcedSso: number; ownerIds: string };

/** At a time at or after `grantedAt`. Ended and past the end are the same: it is a comparison, never a status. */
const isActive = (row: GrantRow, at: EpochMs): boolean =>
  at < row.expiresAt && (row.endedAt === null || at < row.endedAt);

/** No grant is longer (G4), so whatever is active at an instant was granted within this time before it. */
const LONGEST_MS = MAX_DURATION_MINUTES * MINUTE_MS;

/** Newest first, along whichever index the filters allow. */
export function listGrants(filter: GrantFilter, limit: number): CompiledQuery<GrantRow> {
  let query = dynamic
    .selectFrom('grants')
    .select(['grant_id as grantId', 'granted_at as grantedAt', 'expires_at as expiresAt', 'granted', 'cause'])
    .select(['command_id as commandId', 'ended_at as endedAt', 'revoked_by as revokedBy'])
    .select(sql<string>`CAST(position AS TEXT)`.as('place'))
    .orderBy('granted_at', 'desc')
    .orderBy('position', 'desc')
    .limit(limit);
  const { status, workspaceId, ticketId, activeAt, now, cursor } = filter;
  if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId);
  if (ticketId !== undefined) query = query.where('ticket_id', '=', ticketId);
  if (cursor !== undefined) {
    const [grantedAt, position] = fromCursor(cursor);
    query = query.where(sql<SqlBool>`(granted_at, position) < (${grantedAt}, ${position})`);
  }
  if (activeAt !== undefined) {
    query = query
      .where('granted_at', '<=', activeAt)
      .where('granted_at', '>=', activeAt - LONGEST_MS)
      .where('expires_at', '>', activeAt)
      .where((is) => is.or([is('ended_at', 'is', null), is('ended_at', '>', activeAt)]));
  }
  switch (status) {
    case undefined:
      break;
    case 'active':
      query = query
        .where('granted_at', '>=', now - LONGEST_MS)
        .where('expires_at', '>', now)
        .where('ended_at', 'is', null);
      break;
    case 'expired':
      query = query.where((is) =>
        is.or([
          is('cause', '=', 'expired'),
          is.and([is('ended_at', 'is', null), is('expires_at', '<=', now)]),
        ]),
      );
      break;
    case 'revoked':
      query = query.where('cause', 'in', ['revoked', 'forced-sso']);
      break;
    default:
      throw unknownStatus(status);
  }
  return query.compile();
}

const toGrant = (row: GrantRow): Grant => ({
  commandId: row.commandId,
  ...(JSON.parse(row.granted) as SupportAccessGranted),
  position: row.place,
});

const toListedGrant = (row: GrantRow, now: EpochMs): ListedGrant => ({
  ...toGrant(row),
  status: statusOf(row, now),
  ...(row.endedAt !== null && { endedAt: toInstant(row.endedAt) }),
  ...(row.cause !== null && { cause: row.cause }),
  ...(row.revokedBy !== null && { revokedBy: JSON.parse(row.revokedBy) as Party }),
});

/** An end that was recorded is a fact, whatever the clock says now; one that was not is a comparison. */
function statusOf(row: GrantRow, now: EpochMs): GrantStatus {
  if (row.cause !== null) return row.cause === 'expired' ? 'expired' : 'revoked';
  return row.expiresAt <= now ? 'expired' : 'active';
}

const toSession = (row: SessionRow): Session => ({
  sessionId: row.sessionId,
  engineer: JSON.parse(row.engineer) as Engineer,
  at: toInstant(row.at),
  sessionExpiresAt: toInstant(row.expiresAt),
});

const unknownStatus = (status: never): Error => new Error(`unknown status ${String(status)}`);
