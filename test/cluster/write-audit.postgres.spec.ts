import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '#config';
import type { Term } from '#leases';
import { fencedBy, LeaseLostError, openLeases } from '#leases';
import { openFollowerPosition, SIGNED_CHECKPOINTS } from '#derived';
import { describeWith } from '../engines/engines.js';
import type { PostgresServer } from '../engines/postgres-server.js';
import { startPrivatePostgres } from '../engines/postgres-server.js';
import { AUDITED, WriteAudit } from './write-audit.js';

const LEASE_MS = 200;

// What looks for foreign writes must find one, or its silence says nothing.
describeWith(['postgres-programs'], 'the audit of who writes', () => {
  let server: PostgresServer;
  let audit: WriteAudit;
  const terms = new Map<string, Term>();

  /** The database as a process of that name reaches it. */
  const as = (application: string): string => `${server.url}?application_name=${application}`;

  /** One that dies: nobody renews its lease. */
  async function takenBy(application: string, role: Role = 'publisher'): Promise<Term> {
    const leases = openLeases(as(application), { leaseMs: LEASE_MS })!;
    const answer = await leases.acquire(role, application);
    await leases.close();
    if (!('term' in answer)) throw new Error(`held by ${answer.heldBy}`);
    terms.set(application, answer.term);
    return answer.term;
  }

  async function saveAs(
    application: string,
    options: Parameters<typeof openFollowerPosition>[2] = {},
    name = 'publisher',
  ): Promise<void> {
    const position = await openFollowerPosition(as(application), name, options);
    try {
      await position.save({ position: 7n });
    } finally {
      await position.close();
    }
  }

  beforeAll(async () => {
    server = await startPrivatePostgres(process.pid, undefined, AUDITED);
    await saveAs('nobody');
    await takenBy('nobody');
    audit = await WriteAudit.install(server.url);
    await sleep(LEASE_MS);
    await takenBy('first');
    await saveAs('first', { guard: fencedBy(terms.get('first')!) });
    await sleep(LEASE_MS);
    await takenBy('second');
    await saveAs('second', { guard: fencedBy(terms.get('second')!) });
  });

  afterAll(async () => {
    await audit.close();
    await server.close();
  });

  it('sees changes of hands, and finds nothing in writes of those who had the role', async () => {
    const takeovers = await audit.takeovers();
    expect(takeovers.map(({ application, token }) => [application, token])).toEqual([
      ['first', 2],
      ['second', 3],
    ]);
    expect((await audit.writes()).map(({ application }) => application)).toEqual(['first', 'second']);
    expect(await audit.violations()).toEqual([]);
  });

  it('finds nothing when the fence has held', async () => {
    const late = saveAs('first', { guard: fencedBy(terms.get('first')!) });
    await expect(late).rejects.toThrow(LeaseLostError);
    expect(await audit.violations()).toEqual([]);
  });

  it('finds a write of one whose role has passed to another', async () => {
    await saveAs('first');
    expect(await audit.violations()).toEqual([
      'first wrote to support_access_positions when second had the role, with token 3',
    ]);
  });

  it('what the log is signed up to is a matter of whoever has the projections, not the publisher', async () => {
    const before = await audit.violations();
    await takenBy('third', 'projections');
    await saveAs('third', {}, SIGNED_CHECKPOINTS);
    expect(await audit.violations()).toEqual(before);
    await saveAs('first', {}, SIGNED_CHECKPOINTS);
    expect(await audit.violations()).toContain(
      'first wrote to support_access_log_tree when third had the role, with token 1',
    );
  });
});
