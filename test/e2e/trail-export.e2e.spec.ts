import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SupportAccessEvent } from '#domain';
import { toInstant } from '#domain';
import { BulkLog } from '../../bench/raw/bulk-log.js';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

const ENTRIES = 100_000;
const T0 = Date.UTC(2026, 0, 1);
const REASONS = ['=1+1', 'a, "b"', 'two\r\nlines', '@x', 'plain'];
const path = '/v1/workspaces/acme/audit-trail';
let service: ServiceProcess;
let directory: Directory;

/** A workspace of Olivia's at which engineers keep knocking in vain: a log of years, which only the read models know. */
beforeAll(async () => {
  directory = await temporaryDirectory();
  const log = await BulkLog.create(join(directory.path, 'events.db'));
  const data = {
    workspaceId: 'acme',
    tier: 'business',
    forcedSso: false,
    ownerIds: ['olivia'],
    at: toInstant(T0),
  };
  log.append({ type: 'WorkspaceUpdated', data } as SupportAccessEvent);
  for (let i = 1; i <= ENTRIES; i++) log.append(denial(i));
  log.close();
  service = await ServiceProcess.start(embedded(directory.path));
  for (let tries = 0; tries < 400 && (await newest()) !== ENTRIES; tries++) await sleep(100);
}, 90_000);
afterAll(async () => {
  await service.stop();
  await directory.remove();
});

const denial = (i: number): SupportAccessEvent => ({
  type: 'SupportAccessDenied',
  data: {
    workspaceId: 'acme',
    attempted: 'RecordSupportLogin',
    code: 'NO_ACTIVE_GRANT',
    by: { id: `erin-${i % 10}`, kind: 'engineer', name: '+Erin' },
    at: toInstant(T0 + Math.floor(i / 3)),
    reason: REASONS[i % REASONS.length]!,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  },
});

async function newest(): Promise<number | undefined> {
  const { body } = await service.get(`${path}?limit=1`, service.token('owner'));
  return body.entries[0]?.revision;
}

async function residentBytes(): Promise<number> {
  const { body } = await service.get('/metrics');
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(body)?.[1]);
}

/** Takes an answer line by line; the promise of `onLine` holds it up. */
async function lines(
  url: string,
  accept: string,
  onLine: (line: string) => void | Promise<void>,
): Promise<void> {
  const headers = { Accept: accept, Authorization: `Bearer ${service.token('owner')}` };
  const response = await fetch(service.address + url, { headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, `${accept}; charset=utf-8`]);
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop()!;
    for (const line of parts) await onLine(line);
  }
  expect(rest).toBe('');
}

it('NDJSON: all of a hundred thousand entries, newest first, in flat memory, also while somebody reads slowly', async () => {
  const before = await residentBytes();
  let peak = 0;
  const revisions: number[] = [];
  await lines(path, 'application/x-ndjson', async (line) => {
    const { revision } = JSON.parse(line) as { revision: number };
    if (revisions.push(revision) % 10_000 === 0) {
      await sleep(50);
      peak = Math.max(peak, await residentBytes());
    }
  });
  expect(revisions).toEqual(Array.from({ length: ENTRIES }, (_, i) => ENTRIES - i));
  // The export has some 40 MB.
  expect(peak - before).toBeLessThan(48 * 1024 * 1024);
}, 60_000);

it('NDJSON says of each entry what the page says', async () => {
  const { body } = await service.get(`${path}?order=asc&limit=1000`, service.token('owner'));
  const entries: unknown[] = [];
  await lines(
    `${path}?order=asc&limit=1000`,
    'application/x-ndjson',
    (line) => void entries.push(JSON.parse(line)),
  );
  expect(entries).toEqual(body.entries);
});

it('CSV: no cell starts a formula, and what is filtered is what was asked for', async () => {
  const rows: string[] = [];
  const to = toInstant(T0 + 10_000);
  await lines(`${path}?order=asc&actor=erin-5&to=${to}`, 'text/csv', (line) => void rows.push(line));
  // erin-5 has only every fifth reason, the first; 3 entries a millisecond, one in ten hers.
  expect(rows).toHaveLength(1 + 3_000);
  expect(rows[1]).toMatch(
    /^2026-01-01T00:00:00\.001Z,Support Access Denied,SupportAccessDenied,erin-5,engineer,'\+Erin,,,,,NO_ACTIVE_GRANT,,'=1\+1,/,
  );
  expect(rows.every((row) => row.endsWith('\r'))).toBe(true);
});

it('an export that nobody takes to its end is given up', async () => {
  for (let i = 0; i < 20; i++)
    await new Promise<void>((resolve, reject) => {
      const headers = { Accept: 'text/csv', Authorization: `Bearer ${service.token('auditor')}` };
      request(service.address + path, { headers }, (response) => {
        response.once('data', () => response.destroy()).once('close', resolve);
      })
        .once('error', reject)
        .end();
    });
  expect(await newest()).toBe(ENTRIES);
});

it('a cursor is good for its own question, as it was given', async () => {
  const { body } = await service.get(`${path}?limit=3&actor=erin-1`, service.token('owner'));
  const ask = (query: string, role = 'owner') => service.get(`${path}?${query}`, service.token(role));
  const second = await ask(`limit=2&actor=erin-1&cursor=${body.next}`);
  expect(second.body.entries.map(({ revision }: { revision: number }) => revision)).toEqual([99_961, 99_951]);
  const swapped = (body.next[0] === 'A' ? 'B' : 'A') + body.next.slice(1);
  for (const [query, role] of [
    [`limit=3&cursor=${body.next}`, 'owner'],
    [`limit=3&actor=erin-2&cursor=${body.next}`, 'owner'],
    [`limit=3&actor=erin-1&order=asc&cursor=${body.next}`, 'owner'],
    [`limit=3&actor=erin-1&cursor=${body.next}`, 'auditor'],
    [`limit=3&actor=erin-1&cursor=${swapped}`, 'owner'],
  ] as const)
    expect(await ask(query, role)).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
});

it('speaks three languages and no other', async () => {
  const html = await service.get(path, service.token('owner'), { Accept: 'text/html' });
  expect(html).toMatchObject({ status: 406, body: { code: 'NOT_ACCEPTABLE' } });
  const any = await service.get(`${path}?limit=1`, service.token('owner'), {
    Accept: 'text/html, */*;q=0.1',
  });
  expect(any.body.entries).toHaveLength(1);
});
