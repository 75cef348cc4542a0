import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { SupportAccessEvent } from '#domain';
import { toInstant } from '#domain';
import { MAX_EXPORTS_OF_CALLER } from '../../apps/service/api/audit-trail/open-exports.js';
import { BulkLog } from '../../bench/raw/bulk-log.js';
import { eventually } from '../support/eventually.js';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

const ENTRIES = 100_000;
const T0 = Date.UTC(2026, 0, 1);
const REASONS = ['=1+1', 'a, "b"', 'two\r\nlines', '@x', 'plain'];
const path = '/v1/workspaces/acme/audit-trail';
const NDJSON = 'application/x-ndjson';
const OPEN = 'support_access_open_exports';
let service: ServiceProcess;
let directory: Directory;

function* denials(): Generator<SupportAccessEvent> {
  const workspace = {
    workspaceId: 'acme',
    tier: 'business' as const,
    forcedSso: false,
    ownerIds: ['olivia'],
  };
  yield { type: 'WorkspaceUpdated', data: { ...workspace, at: toInstant(T0) } };
  for (let i = 1; i <= ENTRIES; i++) yield denial(i);
}

/** A workspace of Olivia's at which engineers keep knocking in vain: a log of years, which only the read models know. */
beforeAll(async () => {
  directory = await temporaryDirectory();
  await BulkLog.write(join(directory.path, 'events.db'), denials());
  service = await ServiceProcess.start(embedded(directory.path));
  let folded: number | undefined;
  const areFolded = async (): Promise<boolean> => (folded = await newest()) === ENTRIES;
  await eventually('all are folded', areFolded, { everyMs: 100, progress: () => folded ?? 0 });
});
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
  // Nothing before the read models have the newest event: a read is never silently old.
  return body.entries?.[0]?.revision;
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
  // The heap has grown to its usual size after one.
  await lines(path, 'application/x-ndjson', () => undefined);
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
});

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

it('CSV: a byte order mark where it is asked for, and nowhere else', async () => {
  const first = async (query: string, type: string): Promise<string> => {
    const answer = await fetch(`${service.address}${path}?limit=1${query}`, {
      headers: { Accept: type, Authorization: `Bearer ${service.token('owner')}` },
    });
    return Buffer.from(await answer.arrayBuffer())
      .toString()
      .slice(0, 4);
  };
  expect(await first('&bom=true', 'text/csv')).toBe('\uFEFFat,');
  expect(await first('&bom=false', 'text/csv')).toBe('at,l');
  expect(await first('', 'text/csv')).toBe('at,l');
  const json = await service.get(`${path}?bom=true`, service.token('owner'));
  expect(json).toMatchObject({ status: 400, body: { errors: [{ field: 'bom' }] } });
});

/** An export that is being answered; nothing of it is taken yet. */
function begin(role: string, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const given = { Accept: NDJSON, Authorization: `Bearer ${service.token(role)}`, ...headers };
    request(service.address + path, { method, headers: given }, resolve)
      .once('error', reject)
      .end();
  });
}

async function metric(name: string): Promise<number> {
  const { body } = await service.get('/metrics');
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(body)?.[1]);
}

async function allOver(): Promise<void> {
  await eventually('no export is open', async () => (await metric(OPEN)) === 0);
}

it('packs an export for a client that takes gzip, and it is the same', async () => {
  const query = '?order=asc&limit=1000';
  const headers = { Accept: NDJSON, Authorization: `Bearer ${service.token('owner')}` };
  const [plain, packed] = await Promise.all(
    ['identity', 'gzip'].map((encoding) =>
      fetch(service.address + path + query, { headers: { ...headers, 'Accept-Encoding': encoding } }),
    ),
  );
  expect([plain!, packed!].map((answer) => answer.headers.get('content-encoding'))).toEqual([null, 'gzip']);
  expect(await packed!.text()).toBe(await plain!.text());
  const bytes: Buffer[] = [];
  for await (const chunk of await begin('owner', { 'Accept-Encoding': 'gzip' })) bytes.push(chunk as Buffer);
  const whole = Buffer.concat(bytes);
  const unpacked = gunzipSync(whole);
  expect(unpacked.filter((byte) => byte === 0x0a)).toHaveLength(ENTRIES);
  expect(whole.length).toBeLessThan(unpacked.length / 4);
});

it.each<[string, Record<string, string>]>([
  ['as it is', {}],
  ['packed', { 'Accept-Encoding': 'gzip' }],
])(
  'an export that nobody takes to its end is given up, %s, and leaves nothing behind',
  async (_, headers) => {
    for (let i = 0; i < 20; i++) {
      const response = await begin('auditor', headers);
      expect([200, 429]).toContain(response.statusCode);
      await once(response, 'data');
      response.destroy();
    }
    await allOver();
    expect(await newest()).toBe(ENTRIES);
  },
);

it('nor does one of which only the headers are asked for, or that is refused', async () => {
  for (const encoding of ['identity', 'gzip']) {
    const head = await begin('auditor', { 'Accept-Encoding': encoding }, 'HEAD');
    expect(head.statusCode).toBe(200);
    head.resume();
  }
  for (const query of ['?cursor=AAAA', '?limit=1001'])
    await service.get(path + query, service.token('auditor'), { Accept: NDJSON });
  await allOver();
});

it('one caller has some exports at once, and is told to wait with one more; others are not', async () => {
  const open = await Promise.all(Array.from({ length: MAX_EXPORTS_OF_CALLER }, () => begin('auditor')));
  expect(await metric(OPEN)).toBe(MAX_EXPORTS_OF_CALLER);
  const refused = await service.get(path, service.token('auditor'), { Accept: NDJSON });
  expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  const other = await begin('owner');
  expect(other.statusCode).toBe(200);
  for (const response of [...open, other]) response.destroy();
  await allOver();
  const again = await begin('auditor');
  expect(again.statusCode).toBe(200);
  again.destroy();
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
