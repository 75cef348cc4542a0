import { setTimeout as sleep } from 'node:timers/promises';
import { openReadModels } from '#read-models';
import { openFollowerPosition, readFollowerPosition } from '#derived';
import type { WriteGuard } from '#derived/postgres';
import { PostgresDatabase } from '#derived/postgres';
import { describeWith } from '../../test/engines/engines.js';
import type { PostgresServer } from '../../test/engines/postgres-server.js';
import { startPrivatePostgres } from '../../test/engines/postgres-server.js';
import type { PostgresDatabase as TestDatabase } from '../../test/engines/shared-postgres.js';
import { newDatabase, onServer } from '../../test/engines/shared-postgres.js';
import { LeaseLostError } from './errors.js';
import type { Leases, Term } from './lease.js';
import { fencedBy, openLeases } from './open-leases.js';

const LEASE_MS = 1_500;

/** As a standby does. */
async function taken(leases: Leases, role: string, holder: string): Promise<Term> {
  for (; ; await sleep(20)) {
    const answer = await leases.acquire(role, holder);
    if ('term' in answer) return answer.term;
  }
}

async function acquired(leases: Leases, holder: string): Promise<Term> {
  const answer = await leases.acquire('projections', holder);
  if (!('term' in answer)) throw new Error(`held by ${answer.heldBy}`);
  return answer.term;
}

describeWith(['postgres'], 'leases on PostgreSQL', () => {
  let database: TestDatabase;
  let one: Leases;
  let other: Leases;

  beforeEach(async () => {
    database = await newDatabase();
    one = openLeases(database.url, { leaseMs: LEASE_MS })!;
    other = openLeases(database.url, { leaseMs: LEASE_MS })!;
  }, 600_000);

  afterEach(async () => {
    await one.close();
    await other.close();
    await database.drop();
  });

  it('are one of many who ask at the same time', async () => {
    const asked = Array.from({ length: 8 }, (_, i) =>
      (i % 2 ? one : other).acquire('projections', `holder ${i}`),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => 'term' in answer)).toHaveLength(1);
  });

  it('are apart for each role', async () => {
    expect(await acquired(one, 'a')).toEqual({ role: 'projections', holder: 'a', token: 1 });
    expect(await other.acquire('publisher', 'b')).toEqual({
      term: { role: 'publisher', holder: 'b', token: 1 },
    });
    expect(await other.acquire('projections', 'b')).toEqual({ heldBy: 'a' });
    const all = await other.all();
    expect(all.map(({ role, holder }) => [role, holder])).toEqual([
      ['projections', 'a'],
      ['publisher', 'b'],
    ]);
    for (const { leftMs } of all) expect(leftMs).toBeGreaterThan(0);
  });

  it('stay with a holder that renews, and pass with another token once it has stopped', async () => {
    const first = await acquired(one, 'a');
    let renewedAt = 0;
    for (let i = 0; i < 6; i++) {
      await sleep(LEASE_MS / 4);
      renewedAt = performance.now();
      expect(await one.renew(first)).toBe(true);
      expect(await other.acquire('projections', 'b')).toEqual({ heldBy: 'a' });
    }
    const term = await taken(other, 'projections', 'b');
    expect(term).toEqual({ role: 'projections', holder: 'b', token: first.token + 1 });
    expect(performance.now() - renewedAt).toBeGreaterThan(LEASE_MS * 0.99);
    expect(await one.renew(first)).toBe(false);
    // What the first one gives up is not the second one's.
    await one.release(first);
    expect(await one.acquire('projections', 'c')).toEqual({ heldBy: 'b' });
  });

  it('pass at once when they are given up', async () => {
    const first = await acquired(one, 'a');
    await one.release(first);
    expect(await acquired(other, 'b')).toMatchObject({ token: 2 });
    expect(await one.renew(first)).toBe(false);
  });

  it('are not renewed once they are over, though nobody else has asked', async () => {
    const first = await acquired(one, 'a');
    await sleep(LEASE_MS + 50);
    expect(await one.renew(first)).toBe(false);
  });

  it('tell two holders of the same token apart, after the tables were lost', async () => {
    const first = await acquired(one, 'a');
    await onServer(database.url, 'DROP SCHEMA support_access_leases CASCADE');
    await expect(one.acquire('projections', 'a')).rejects.toThrow('not there');
    const second = await acquired(other, 'b');
    expect(second.token).toBe(first.token);
    expect(await one.renew(first)).toBe(false);
    await expect(written(database.url, first)).rejects.toThrow(LeaseLostError);
  });

  describe('guard what is written', () => {
    it('for the holder, also after its time while nobody else has taken the role', async () => {
      const first = await acquired(one, 'a');
      await written(database.url, first);
      await sleep(LEASE_MS + 50);
      await expect(written(database.url, first)).resolves.toBeUndefined();
    });

    it('and refuse a holder that was paused, when another one has taken over', async () => {
      const first = await acquired(one, 'a');
      const paused = await openFollowerPosition(database.url, 'publisher', { guard: fencedBy(first) });
      await paused.save({ position: 5n });
      const second = await taken(other, 'projections', 'b');
      const next = await openFollowerPosition(database.url, 'publisher', { guard: fencedBy(second) });
      await next.save({ position: 7n });
      await expect(paused.save({ position: 6n })).rejects.toThrow(LeaseLostError);
      expect(await readFollowerPosition(database.url, 'publisher')).toBe(7n);
      await expect(openReadModels(database.url, { guard: fencedBy(first) })).rejects.toMatchObject({
        code: 'LEASE_LOST',
        role: 'projections',
        token: first.token,
      });
      await paused.close();
      await next.close();
    });

    it('while the holder renews: a long transaction does not keep it from that', async () => {
      const first = await acquired(one, 'a');
      const writing = within(database.url, fencedBy(first), (ask) => ask('SELECT pg_sleep(3.5)'));
      for (let i = 0; i < 8; i++) {
        await sleep(LEASE_MS / 4);
        // Renewed at the end of the transaction it would have been too late, and this false.
        expect(await one.renew(first)).toBe(true);
      }
      await writing;
    });

    it('and a takeover does not wait for a transaction of a paused holder, nor lets it commit', async () => {
      const first = await acquired(one, 'a');
      let wake: () => void = () => undefined;
      const asleep = new Promise<void>((resolve) => (wake = resolve));
      const paused = within(database.url, fencedBy(first), () => asleep).then(
        () => 'committed',
        (error: unknown) => (error as { code?: string }).code,
      );
      await onServer(database.url, 'CREATE TABLE IF NOT EXISTS written (token bigint)');
      // The transaction ends when this has passed: one that waited for it would wait for ever.
      await taken(other, 'projections', 'b');
      wake();
      expect(await paused).toBe('READ_MODEL_UNAVAILABLE');
    });

    it('and a takeover does not wait for a statement that still runs', async () => {
      const first = await acquired(one, 'a');
      const busy = within(database.url, fencedBy(first), (ask) => ask('SELECT pg_sleep(60)')).catch(
        (error: unknown) => error,
      );
      await sleep(50);
      await taken(other, 'projections', 'b');
      // Ended by the takeover, and not after its 60 s.
      expect(await busy).toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    });

    it('of two at once each commits under its own token, or not at all', async () => {
      await onServer(database.url, 'CREATE TABLE written (n serial, token bigint)');
      const tokens: number[] = [];
      const refusals: unknown[] = [];
      let last: Term | undefined;
      for (let i = 0; i < 8; i++) {
        const leases = i % 2 ? one : other;
        const term = await taken(leases, 'projections', `holder ${i}`);
        tokens.push(term.token);
        const insert = (by: Term) =>
          within(database.url, fencedBy(by), (ask) =>
            ask(`INSERT INTO written (token) VALUES (${by.token})`),
          );
        const both = [term, last ?? { ...term, token: 0 }];
        const [, late] = await Promise.allSettled(both.map(insert));
        refusals.push(late!.status === 'rejected' && late!.reason);
        last = term;
        await leases.release(term);
      }
      expect(refusals.every((error) => error instanceof LeaseLostError)).toBe(true);
      const rows = new PostgresDatabase(database.url);
      expect(await rows.ask('SELECT token FROM written ORDER BY n')).toEqual(
        tokens.map((token) => ({ token })),
      );
      await rows.close();
      expect(tokens).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    });
  });
});

describeWith(['private-postgres'], 'leases on a PostgreSQL that restarts', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPrivatePostgres();
  }, 600_000);
  afterAll(() => server.close());

  it('fail while it is away, and are what they were when it is back', async () => {
    const leases = openLeases(server.url, { leaseMs: 60_000 })!;
    const first = await acquired(leases, 'a');
    await server.stop();
    await expect(leases.renew(first)).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    await expect(leases.acquire('projections', 'b')).rejects.toMatchObject({
      code: 'READ_MODEL_UNAVAILABLE',
    });
    await server.start();
    expect(await leases.renew(first)).toBe(true);
    expect(await leases.acquire('projections', 'b')).toEqual({ heldBy: 'a' });
    await leases.close();
  });
});

/** One guarded transaction. */
async function within(
  url: string,
  guard: WriteGuard,
  work: (ask: (statement: string) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const database = new PostgresDatabase(url, { connections: 1, guard });
  try {
    await database.transaction(async (transaction) => {
      await work((statement) => transaction.ask(statement));
    });
  } finally {
    await database.close();
  }
}

const written = (url: string, term: Term): Promise<void> =>
  within(url, fencedBy(term), (ask) => ask('SELECT 1'));
