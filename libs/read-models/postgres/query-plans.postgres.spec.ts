import { Client } from 'pg';
import type { Statement } from '#derived/postgres';
import { describeWith } from '../../../test/engines/engines.js';
import type { GrantFilter } from '../access.js';
import type { RequestFilter } from '../access-requests.js';
import type { AuditTrailFilter } from '../audit-entry.js';
import { toCursor } from '../cursor.js';
import { listGrants } from '../grant-listing.js';
import { T0 } from '../histories.contract.js';
import { endsQuery } from '../known-stream.js';
import { closingsByCommand, openOfTicket, requestsOfEngineer, sessionsOfEngineer } from '../lookups.js';
import { openReadModels } from '../open-read-models.js';
import { listRequests } from '../request-listing.js';
import { listSessions } from '../session-listing.js';
import type { SessionFilter } from '../support-sessions.js';
import { listEntries } from '../trail-listing.js';
import { CURRENT_ACCESS, ENDED_DUE, OPEN_DUE } from './access-queries.js';
import { suiteDatabase } from './postgres-place.contract.js';
import { builder, numberOf } from './postgres-queries.js';
import { MODELS } from './slot.js';

/** Enough that reading a table from end to end is not the shortest way to a few of its rows. */
const ROWS = `
  INSERT INTO ${MODELS}.a_numbers SELECT n, 'w' || n, 0, '', 0 FROM generate_series(1, 5000) AS n;
  INSERT INTO ${MODELS}.a_grants
    SELECT n, n % 50 + 1, 'g' || n, 'c' || n, ${T0} + n * 60000::bigint, CASE WHEN n % 2 = 0 THEN 'T-' || n % 10 END, '{}',
      ${T0} + n * 60000::bigint + 3600000, 0, NULL, NULL, NULL FROM generate_series(1, 50000) AS n;
  INSERT INTO ${MODELS}.a_sessions
    SELECT n, n % 50 + 1, 's' || n, 'g' || n, ${T0} + n * 60000::bigint, ${T0} + n * 60000::bigint + 3600000,
      CASE WHEN n % 2 = 0 THEN 'T-' || n % 1000 END, 'eve' || n % 100, '{}',
      CASE WHEN n < 49900 THEN ${T0} + n * 60000::bigint + 60000 END, CASE WHEN n < 49900 THEN 'signed-out' END
    FROM generate_series(1, 50000) AS n;
  INSERT INTO ${MODELS}.a_requests
    SELECT n, n % 50 + 1, 'r' || n, 'c' || n, ${T0} + n * 60000::bigint, ${T0} + n * 60000::bigint + 3600000, 'eve' || n % 100,
      CASE WHEN n % 3 = 0 THEN 'g' || n END, CASE WHEN n % 2 = 0 THEN 'T-' || n % 1000 END, '{}',
      CASE WHEN n < 49900 THEN 'approved' END, CASE WHEN n < 49900 THEN ${T0} + n * 60000::bigint + 60000 END, '{}'
    FROM generate_series(1, 50000) AS n;
  INSERT INTO ${MODELS}.a_extensions
    SELECT n, n % 50 + 1, 'g' || n, 1, ${T0} + n * 60000::bigint, ${T0} + n * 60000::bigint + 3600000
    FROM generate_series(1, 50000) AS n;
  INSERT INTO ${MODELS}.a_ticket_closings
    SELECT n, n % 50 + 1, 'T-' || n, ${T0} + n * 60000::bigint, 'c' || n FROM generate_series(1, 50000) AS n;
  INSERT INTO ${MODELS}.a_audit_entries
    SELECT n, n % 50 + 1, ${T0} + n * 60000::bigint, n, 'e' || n, 'SupportLogin', 'eve', 'g' || n, NULL, NULL, NULL, NULL, NULL, ${T0}, '{}', '{}'
    FROM generate_series(1, 50000) AS n;
  ANALYZE;
`;

/** A node of a plan, and those below it. */
type Plan = { 'Node Type': string; 'Index Name'?: string; 'Relation Name'?: string; Plans?: Plan[] };
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describeWith(
  ['postgres'],
  'every question on PostgreSQL goes along an index, and lists are not sorted',
  () => {
    const database = suiteDatabase();
    let client: Client;

    beforeAll(async () => {
      await (await openReadModels(database.url())).close();
      client = new Client({ connectionString: database.url() });
      // It ends with the database, if that is dropped first.
      client.on('error', () => undefined);
      await client.connect();
      await client.query(ROWS);
      // With the values, which is what a prepared statement settles on when that is the cheaper way.
      await client.query('SET plan_cache_mode = force_custom_plan');
    }, 600_000);

    afterAll(() => client.end());

    /** Indexes in the order of the plan, and whatever else of it reads or sorts; the place in the log is one row. */
    async function planOf({ text, values = [] }: Statement): Promise<string[]> {
      await client.query(`PREPARE asked AS ${text}`);
      const literals = values.map((value) =>
        value === null ? 'NULL' : `'${value as string | number | bigint}'`,
      );
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
        `EXPLAIN (FORMAT JSON) EXECUTE asked${literals.length > 0 ? `(${literals.join(', ')})` : ''}`,
      );
      await client.query('DEALLOCATE asked');
      return nodesOf(rows[0]!['QUERY PLAN'][0].Plan)
        .filter(
          (node) => /Scan|Sort/.test(node['Node Type']) && !/Subquery|Bitmap Heap/.test(node['Node Type']),
        )
        .filter((node) => !node['Relation Name']?.endsWith('_progress'))
        .map((node) =>
          node['Index Name'] === undefined
            ? `${node['Node Type']} of ${node['Relation Name'] ?? 'rows'}`
            : node['Index Name'].replace(/^[ab]_/, ''),
        );
    }

    const compiled = ({
      sql: text,
      parameters,
    }: {
      sql: string;
      parameters: readonly unknown[];
    }): Statement => ({
      text,
      values: parameters,
    });
    const cursor = toCursor([T0 + 40_000 * 60_000, 7]);
    const filters = {
      actor: 'ada',
      grantId: 'g',
      requestId: 'r',
      sessionId: 's',
      ticketId: 't',
      code: 'FORCED_SSO',
      attempted: 'GrantSupportAccess',
      type: 'SupportLogin',
    } as const;

    it.each<[string, Omit<AuditTrailFilter, 'workspaceId'>]>([
      ['the newest', { asAuditor: false }],
      ['oldest first', { asAuditor: true, order: 'asc' }],
      ['the next page', { asAuditor: true, cursor }],
      ['the next page, oldest first', { asAuditor: true, cursor, order: 'asc' }],
      ['a span of time', { asAuditor: true, from: 1, to: 2 }],
      ['a later page of a span', { asAuditor: true, from: 1, to: T0 + 48_000 * 60_000, cursor }],
    ])('the audit trail: %s', async (_, filter) => {
      const plan = await planOf(compiled(listEntries(builder, filter, numberOf('w7'))));
      expect(plan.sort()).toEqual(['audit_entries_by_workspace', 'numbers_workspace_id_key']);
    });

    // What few rows are left may as well be put in order in the end.
    const reads = (plan: readonly string[]): string[] =>
      plan.filter((step) => !step.startsWith('Sort')).sort();

    it('the audit trail: every filter', async () => {
      const plan = await planOf(
        compiled(listEntries(builder, { asAuditor: false, ...filters }, numberOf('w7'))),
      );
      expect(reads(plan)).toEqual(['audit_entries_by_workspace', 'numbers_workspace_id_key']);
    });

    const now = T0 + 49_000 * 60_000;
    it.each<[string, Omit<GrantFilter, 'workspaceId'>, string | undefined, string[]]>([
      ['of a workspace', { now }, 'w7', ['grants_by_workspace', 'numbers_workspace_id_key']],
      ['of a ticket', { now, ticketId: 'T-8' }, undefined, ['grants_by_ticket']],
      ['active now', { now, status: 'active' }, undefined, ['grants_by_time']],
      ['active then', { now, activeAt: T0 + 2_000 * 60_000 }, undefined, ['grants_by_time']],
      ['the next page', { now, cursor }, undefined, ['grants_by_time']],
      ['all of them', { now }, undefined, ['grants_by_time']],
      ['revoked', { now, status: 'revoked' }, undefined, ['grants_revoked']],
      ['revoked, the next page', { now, status: 'revoked', cursor }, undefined, ['grants_revoked']],
    ])('grants: %s', async (_, filter, workspaceId, indexes) => {
      const number = workspaceId === undefined ? undefined : numberOf(workspaceId);
      expect((await planOf(compiled(listGrants(builder, filter, number)))).sort()).toEqual(indexes);
    });

    const itsGrant = ['grants_by_workspace', 'grants_pkey'];

    it.each<[string, Omit<RequestFilter, 'workspaceId'>, string | undefined, string[]]>([
      ['all of them', { now }, undefined, ['requests_by_time']],
      ['the next page', { now, cursor }, undefined, ['requests_by_time']],
      ['of a workspace', { now }, 'w7', ['requests_by_workspace', 'numbers_workspace_id_key']],
      ['of an engineer', { now, requestedBy: 'eve7' }, undefined, ['requests_by_engineer']],
      ['of a ticket', { now, ticketId: 'T-8' }, undefined, ['requests_by_ticket']],
      ['pending', { now, status: 'pending' }, undefined, ['requests_by_outcome']],
      ['declined', { now, status: 'declined' }, undefined, ['requests_by_outcome']],
    ])('requests: %s', async (_, filter, workspaceId, indexes) => {
      const number = workspaceId === undefined ? undefined : numberOf(workspaceId);
      const plan = await planOf(compiled(listRequests(builder, filter, number)));
      expect(reads(plan)).toEqual([...indexes, ...itsGrant].sort());
    });

    it.each<[string, Omit<SessionFilter, 'workspaceId'>, string | undefined, string[]]>([
      ['all of them', { now }, undefined, ['sessions_by_place']],
      ['the next page', { now, cursor }, undefined, ['sessions_by_place']],
      ['of an engineer', { now, engineer: 'eve7' }, undefined, ['sessions_by_engineer']],
      ['of a ticket', { now, ticketId: 'T-8' }, undefined, ['sessions_by_ticket']],
      ['live', { now, live: true }, undefined, ['sessions_open']],
      ['live, of an engineer', { now, live: true, engineer: 'eve7' }, undefined, ['sessions_open']],
    ])('sessions: %s', async (_, filter, workspaceId, indexes) => {
      const number = workspaceId === undefined ? undefined : numberOf(workspaceId);
      const plan = await planOf(compiled(listSessions(builder, filter, number)));
      expect(reads(plan)).toEqual([...indexes, ...itsGrant, 'numbers_pkey'].sort());
    });

    it.each<[string, Statement, string[]]>([
      [
        'who is in',
        { ...CURRENT_ACCESS, values: ['w7', now] },
        [
          'extensions_by_workspace',
          'grants_by_workspace',
          'numbers_workspace_id_key',
          'requests_by_workspace',
          'sessions_by_workspace',
        ],
      ],
      [
        'where a command closed a ticket',
        compiled(closingsByCommand(builder, 'c7')),
        ['numbers_pkey', 'ticket_closings_by_command'],
      ],
      [
        'where streams end',
        { text: endsQuery('$1', '$2', `${MODELS}.`), values: [now, 4_000] },
        ['Seq Scan of a_damage', 'grants_by_workspace', 'numbers_pkey'],
      ],
    ])('%s', async (_, statement, indexes) => {
      expect(reads(await planOf(statement))).toEqual(indexes);
    });

    const due = { kind: 'session', id: 's7', workspaceId: 'w7', dueAt: T0 };
    it.each<[string, Statement]>([
      ['where a ticket is open', compiled(openOfTicket(builder, 'T-8', now))],
      ["an engineer's sessions", compiled(sessionsOfEngineer(builder, 'eve7', now))],
      ["an engineer's requests", compiled(requestsOfEngineer(builder, 'eve7', now))],
      ['what is due', { ...OPEN_DUE, values: [40_000, 100] }],
      ['what of a due list has ended', { ...ENDED_DUE, values: [JSON.stringify([due])] }],
    ])('no table of what happened is read from end to end: %s', async (_, statement) => {
      const tables = (await planOf(statement)).filter((step) =>
        /^Seq Scan of a_(?!damage|numbers)/.test(step),
      );
      expect(tables).toEqual([]);
    });
  },
);
