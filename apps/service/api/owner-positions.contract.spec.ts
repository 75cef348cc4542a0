import { ApiInProcess } from '../spec/api-in-process.js';
import { MIN_POSITION_WAIT_MS } from './min-position.js';

const acme = '/v1/workspaces/acme';
const update = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
const SEALED = /^s[A-Za-z0-9_-]{48}$/;
let api: ApiInProcess;
let crm: string;
let olivia: string;
let audrey: string;

beforeAll(async () => {
  api = await ApiInProcess.open();
  crm = await api.token('service', 'crm');
  olivia = await api.token('owner', 'olivia');
  audrey = await api.token('auditor', 'audrey');
  await api.send('PUT', acme, { token: crm, body: update });
});
afterAll(() => api.close());

const read = (path: string, token = olivia, headers = {}) =>
  api.send('GET', `${acme}${path}`, { token, headers });

/** Every position in a JSON document. */
const positionsIn = (value: unknown): unknown[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, each]) => (key === 'position' ? [each] : positionsIn(each)));

// Positions of the log told tenants of each other, and of the vendor's volume.
it('are sealed for owners in every answer, refusals included', async () => {
  const access = '/support-access';
  const answers = [
    await api.send('POST', acme + access, { token: olivia, body: {} }),
    await api.send('POST', acme + access, { token: olivia, body: {} }),
    await read(access),
    await read('/audit-trail'),
    await api.send('DELETE', acme + access, { token: olivia }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 409, 200, 200, 200]);
  for (const { body } of answers) {
    expect(positionsIn(body).length).toBeGreaterThan(0);
    for (const position of positionsIn(body)) expect(position).toMatch(SEALED);
  }
});

it('are sealed in CSV and NDJSON', async () => {
  const { text: csv } = await read('/audit-trail', olivia, { Accept: 'text/csv' });
  const [header, ...lines] = csv.trim().split('\r\n');
  const column = header!.split(',').indexOf('position');
  for (const line of lines) expect(line.split(',')[column]).toMatch(SEALED);
  const { text: ndjson } = await read('/audit-trail', olivia, { Accept: 'application/x-ndjson' });
  for (const line of ndjson.trim().split('\n'))
    expect(positionsIn(JSON.parse(line))).toEqual([expect.stringMatching(SEALED)]);
});

it('stay as they are when another workspace moves, and so do entity tags', async () => {
  const before = [await read('/support-access?asOf=2026-01-01T00:00:00.000Z'), await read('/audit-trail')];
  await api.send('PUT', '/v1/workspaces/globex', { token: crm, body: update });
  const after = [await read('/support-access?asOf=2026-01-01T00:00:00.000Z'), await read('/audit-trail')];
  expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
  expect(after[1]!.headers.get('etag')).toBe(before[1]!.headers.get('etag'));
});

it('can be handed back as Min-Position, and only as they were told', async () => {
  const { body } = await api.send('POST', `${acme}/support-access`, { token: olivia, body: {} });
  const minimum = (position: string) => read('/support-access', olivia, { 'Min-Position': position });
  expect(await minimum(body.position)).toMatchObject({
    status: 200,
    body: { grant: { grantId: body.grantId } },
  });
  const other = body.position.replace(/^./, (first: string) => (first === 'A' ? 'B' : 'A'));
  for (const wrong of [other, 'x'.repeat(48), 'x'])
    expect(await minimum(wrong)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'Min-Position' }] },
    });
});

// A position beyond the log was waited for, 5 s: an owner found out where the log ends, and how fast it grows.
it('are not taken from owners in digits, whether or not the log is there already', async () => {
  const since = performance.now();
  for (const position of ['1', '1000000'])
    for (const path of ['/support-access', '/audit-trail', '/access-requests'])
      expect(await read(path, olivia, { 'Min-Position': position })).toMatchObject({
        status: 400,
        body: { code: 'MALFORMED', errors: [{ field: 'Min-Position' }] },
      });
  expect(performance.now() - since).toBeLessThan(MIN_POSITION_WAIT_MS);
  expect(await read('/support-access', audrey, { 'Min-Position': '1' })).toMatchObject({ status: 200 });
});

it('are digits for auditors and services', async () => {
  const trail = await read('/audit-trail', audrey);
  for (const position of positionsIn(trail.body)) expect(position).toMatch(/^\d+$/);
  const put = await api.send('PUT', acme, { token: crm, body: update });
  expect(put.body.position).toMatch(/^\d+$/);
});

it('are not to be read out of cursors either', async () => {
  const { body } = await read('/audit-trail?limit=1');
  const [newest] = (await read('/audit-trail?limit=1', audrey)).body.entries;
  const text = Buffer.from(body.next, 'base64url').toString('latin1');
  // The time is sealed in one text with the position, whose few digits a ciphertext may hold by chance.
  expect(text).not.toContain(String(Date.parse(newest.at)));
  expect(await read(`/audit-trail?limit=1&cursor=${body.next}`)).toMatchObject({ status: 200 });
});
