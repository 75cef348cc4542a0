import { ApiInProcess } from '../spec/api-in-process.js';

const acme = '/v1/workspaces/acme';
let api: ApiInProcess;
let olivia: string;
let audrey: string;

beforeAll(async () => {
  api = await ApiInProcess.open();
  const crm = await api.token('service', 'crm');
  const erin = await api.token('engineer', 'erin');
  olivia = await api.token('owner', 'olivia');
  audrey = await api.token('auditor', 'audrey');
  const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  await api.send('PUT', acme, { token: crm, body });
  await api.send('POST', `${acme}/support-logins`, { token: erin, body: {} });
  await api.send('DELETE', `${acme}/support-access`, { token: olivia });
  await api.send('POST', `${acme}/support-access`, { token: olivia, body: {} });
  await api.send('POST', `${acme}/support-access`, { token: olivia, body: {} });
});
afterAll(() => api.close());

const read = (query: string, token = olivia, headers = {}) =>
  api.send('GET', `${acme}/audit-trail${query}`, { token, headers });

/** Type, refused command and code of each entry. */
const told = (entries: Record<string, unknown>[]): unknown[] =>
  entries.map(({ type, attempted, code }) => [type, attempted, code].filter((value) => value !== undefined));

it('says of each refusal which command was refused, and of nothing else', async () => {
  const { body } = await read('?order=asc');
  expect(told(body.entries)).toEqual([
    ['SupportAccessDenied', 'RecordSupportLogin', 'NO_ACTIVE_GRANT'],
    ['SupportAccessDenied', 'RevokeSupportAccess', 'NO_ACTIVE_GRANT'],
    ['SupportAccessGranted'],
    ['SupportAccessDenied', 'GrantSupportAccess', 'ALREADY_GRANTED'],
  ]);
});

it('is filtered by the refused command, also together with its code', async () => {
  const filtered = async (query: string) => told((await read(query)).body.entries);
  expect(await filtered('?attempted=RevokeSupportAccess')).toEqual([
    ['SupportAccessDenied', 'RevokeSupportAccess', 'NO_ACTIVE_GRANT'],
  ]);
  expect(await filtered('?attempted=RecordSupportLogin&code=NO_ACTIVE_GRANT')).toHaveLength(1);
  expect(await filtered('?attempted=RecordSupportLogin&code=ALREADY_GRANTED')).toEqual([]);
  const { text } = await read('?attempted=GrantSupportAccess', olivia, { Accept: 'text/csv' });
  const [header, line, ...rest] = text.trim().split('\r\n');
  const column = header!.split(',').indexOf('attempted');
  expect([line!.split(',')[column], rest]).toEqual(['GrantSupportAccess', []]);
});

it.each(['UpdateWorkspace', 'ExpireSupportAccess', 'grant', ''])(
  'refuses %j as a command to filter by, naming the parameter',
  async (attempted) =>
    expect(await read(`?attempted=${attempted}`)).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED', errors: [{ field: 'attempted' }] },
    }),
);

const NDJSON = { Accept: 'application/x-ndjson' };

it('tells auditors who handed each command in, in JSON and NDJSON', async () => {
  const { body } = await read('?order=asc', audrey);
  const subjects = body.entries.map(({ source }: { source: unknown }) => source);
  expect(subjects).toEqual(
    ['crm', 'erin', 'olivia', 'olivia', 'olivia'].map((subject) => ({ kind: 'http', subject })),
  );
  const { text } = await read('?order=asc', audrey, NDJSON);
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(body.entries);
});

it('does not tell owners, in no format, nor anybody in CSV', async () => {
  const answers = [
    await read('?order=asc'),
    await read('?order=asc', olivia, NDJSON),
    await read('?order=asc', olivia, { Accept: 'text/csv' }),
    await read('?order=asc', audrey, { Accept: 'text/csv' }),
  ];
  for (const { status, text } of answers) {
    expect([status, text.includes('SupportAccessGranted')]).toEqual([200, true]);
    expect(text).not.toMatch(/source|subject|"http"/);
  }
});
