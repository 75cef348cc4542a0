import Database from 'better-sqlite3';
import type { Db } from '#derived/sqlite';
import type { AuditTrailFilter } from '../audit-entry.js';
import type { GrantFilter } from '../access.js';
import type { RequestFilter } from '../access-requests.js';
import { toCursor } from '../cursor.js';
import { listGrants } from '../grant-listing.js';
import { endsQuery } from '../known-stream.js';
import { closingsByCommand, openOfTicket, requestsOfEngineer, sessionsOfEngineer } from '../lookups.js';
import { listRequests } from '../request-listing.js';
import { listSessions } from '../session-listing.js';
import type { SessionFilter } from '../support-sessions.js';
import { listEntries } from '../trail-listing.js';
import { builder } from './statements.js';
import { SCHEMA } from './slot.js';

/** How SQLite would run it, a line per step. */
function planOf(db: Db, { sql, parameters }: { sql: string; parameters: readonly unknown[] }): string[] {
  const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
  return rows.map(({ detail }) => detail);
}

describe('every question is one range of an index, without sorting', () => {
  let db: Db;

  beforeAll(() => {
    db = new Database(':memory:');
    SCHEMA.create(db);
  });

  afterAll(() => db.close());

  const cursor = toCursor([1_000, 7]);
  const everything = {
    actor: 'ada',
    grantId: 'g',
    requestId: 'r',
    sessionId: 's',
    ticketId: 't',
    code: 'FORCED_SSO',
    attempted: 'GrantSupportAccess',
    type: 'SupportLogin',
  } as const;

  const trails: [string, Omit<AuditTrailFilter, 'workspaceId'>, string][] = [
    ['the newest', { asAuditor: false }, 'workspace=?'],
    ['oldest first', { asAuditor: true, order: 'asc' }, 'workspace=?'],
    ['the next page', { asAuditor: true, cursor }, 'workspace=? AND at<?'],
    ['the next page, oldest first', { asAuditor: true, cursor, order: 'asc' }, 'workspace=? AND at>?'],
    ['a span of time', { asAuditor: true, from: 1, to: 2 }, 'workspace=? AND at>? AND at<?'],
    [
      'a later page of a span',
      { asAuditor: true, from: 1, to: 2_000, cursor },
      'workspace=? AND at>? AND at<?',
    ],
    ['every filter', { asAuditor: false, ...everything }, 'workspace=?'],
  ];

  it.each(trails)('the audit trail: %s', (_, filter, range) => {
    expect(planOf(db, listEntries(builder, filter, 1))).toEqual([
      `SEARCH a_audit_entries USING INDEX a_audit_entries_by_workspace (${range})`,
    ]);
  });

  it('a later page begins at its cursor, not at the end of the span', () => {
    const { sql } = listEntries(builder, { asAuditor: true, from: 1, to: 2_000, cursor }, 1);
    expect(sql).not.toContain('"at" <');
    expect(sql).toContain('(at, position) <');
  });

  const now = 1_000;
  const lists: [string, Omit<GrantFilter, 'workspaceId'>, number | undefined, string][] = [
    ['of a workspace', { now }, 1, 'a_grants_by_workspace (workspace=?)'],
    ['of a ticket', { now, ticketId: 't' }, undefined, 'a_grants_by_ticket (ticket_id=?)'],
    ['active now', { now, status: 'active' }, undefined, 'a_grants_by_time (granted_at>?)'],
    ['active then', { now, activeAt: 7 }, undefined, 'a_grants_by_time (granted_at>? AND granted_at<?)'],
    ['the next page', { now, cursor }, undefined, 'a_grants_by_time (granted_at<?)'],
    [
      'revoked, the next page',
      { now, status: 'revoked', cursor },
      undefined,
      'a_grants_revoked (granted_at<?)',
    ],
    ['revoked, of a workspace', { now, status: 'revoked' }, 1, 'a_grants_by_workspace (workspace=?)'],
    [
      'revoked, of a ticket',
      { now, status: 'revoked', ticketId: 't' },
      undefined,
      'a_grants_by_ticket (ticket_id=?)',
    ],
  ];

  it.each(lists)('grants: %s', (_, filter, workspace, index) => {
    expect(planOf(db, listGrants(builder, filter, workspace))).toEqual([
      `SEARCH a_grants USING INDEX ${index}`,
    ]);
  });

  // Along the index by time it took half a second to find none among a million.
  it('revoked grants: along the index that has no others', () => {
    expect(planOf(db, listGrants(builder, { now, status: 'revoked' }, undefined))).toEqual([
      'SCAN a_grants USING INDEX a_grants_revoked',
    ]);
  });

  it('all grants: along the index by time', () => {
    expect(planOf(db, listGrants(builder, { now }, undefined))).toEqual([
      'SCAN a_grants USING INDEX a_grants_by_time',
    ]);
  });

  /** Each row's grant: one step along an index to find it, one to read it. */
  const itsGrant = [
    'SEARCH a_grants USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
    'CORRELATED SCALAR SUBQUERY 1',
    'SEARCH a_grants USING COVERING INDEX a_grants_by_workspace (workspace=? AND granted_at<?)',
  ];

  const requests: [string, Omit<RequestFilter, 'workspaceId'>, number | undefined, string][] = [
    ['all of them', { now }, undefined, 'SCAN a_requests USING INDEX a_requests_by_time'],
    ['the next page', { now, cursor }, undefined, 'SEARCH a_requests USING INDEX a_requests_by_time (at<?)'],
    ['of a workspace', { now }, 1, 'SEARCH a_requests USING INDEX a_requests_by_workspace (workspace=?)'],
    [
      'of an engineer',
      { now, requestedBy: 'e' },
      undefined,
      'SEARCH a_requests USING INDEX a_requests_by_engineer (engineer_id=?)',
    ],
    [
      'of a ticket',
      { now, ticketId: 't' },
      undefined,
      'SEARCH a_requests USING INDEX a_requests_by_ticket (ticket_id=?)',
    ],
    [
      'pending',
      { now, status: 'pending' },
      undefined,
      'SEARCH a_requests USING INDEX a_requests_by_outcome (outcome=?)',
    ],
    [
      'declined',
      { now, status: 'declined' },
      undefined,
      'SEARCH a_requests USING INDEX a_requests_by_outcome (outcome=?)',
    ],
  ];

  it.each(requests)('requests: %s', (_, filter, workspace, range) => {
    expect(planOf(db, listRequests(builder, filter, workspace))).toEqual([range, ...itsGrant]);
  });

  const sessions: [string, Omit<SessionFilter, 'workspaceId'>, number | undefined, string[]][] = [
    ['all of them', { now }, undefined, ['SCAN a_sessions']],
    ['the next page', { now, cursor }, undefined, ['SEARCH a_sessions USING INTEGER PRIMARY KEY (rowid<?)']],
    [
      'of an engineer',
      { now, engineer: 'e' },
      undefined,
      ['SEARCH a_sessions USING INDEX a_sessions_by_engineer (engineer_id=?)'],
    ],
    [
      'of a ticket',
      { now, ticketId: 't' },
      undefined,
      ['SEARCH a_sessions USING INDEX a_sessions_by_ticket (ticket_id=?)'],
    ],
    ['live', { now, live: true }, undefined, ['SEARCH a_sessions USING INDEX a_sessions_open (ended_at=?)']],
    [
      'live, of an engineer',
      { now, live: true, engineer: 'e' },
      undefined,
      ['SEARCH a_sessions USING INDEX a_sessions_open (ended_at=?)'],
    ],
  ];

  it.each(sessions)('sessions: %s', (_, filter, workspace, range) => {
    expect(planOf(db, listSessions(builder, filter, workspace))).toEqual([
      ...range,
      ...itsGrant,
      'SEARCH a_numbers USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
    ]);
  });

  it.each([
    ['where a ticket is open', openOfTicket(builder, 't', now)],
    ["an engineer's sessions", sessionsOfEngineer(builder, 'e', now)],
    ["an engineer's requests", requestsOfEngineer(builder, 'e', now)],
    ['where a command closed a ticket', closingsByCommand(builder, 'c')],
  ])('reads no table from end to end: %s', (_, query) => {
    expect(planOf(db, query).filter((step) => step.startsWith('SCAN a_'))).toEqual([]);
  });

  it("an engineer's live sessions: among the open ones, not among all they ever had", () => {
    expect(planOf(db, sessionsOfEngineer(builder, 'e', now))[0]).toBe(
      'SEARCH a_sessions USING INDEX a_sessions_open (ended_at=?)',
    );
  });

  // Asked for each 2,000 streams at the start: a scan of the grants each time took minutes with a million of them.
  it("where streams end: from the last workspace on, with a look-up of each one's latest grant", () => {
    expect(planOf(db, { sql: endsQuery('?', '?'), parameters: [1_000, 0] })).toEqual([
      'SEARCH a_numbers USING INTEGER PRIMARY KEY (rowid>?)',
      'LIST SUBQUERY 1',
      'SCAN a_damage',
      'CREATE BLOOM FILTER',
      'CORRELATED SCALAR SUBQUERY 2',
      'SEARCH a_grants USING INDEX a_grants_by_workspace (workspace=?)',
    ]);
  });
});
