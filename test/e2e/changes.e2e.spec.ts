import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DevelopmentTokens } from '#auth';
import { eventually } from '../support/eventually.js';
import type { Answer } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';
import { tokenUntil } from './token-until.js';
import { directory, service, withService } from './with-service.js';

withService();

const describeWorkspace = async (workspaceId: string, ownerIds = ['olivia']): Promise<void> => {
  const body = { tier: 'business', forcedSso: false, ownerIds };
  const { status } = await service.send('PUT', `/v1/workspaces/${workspaceId}`, {
    token: service.token('service'),
    body,
  });
  expect(status).toBe(200);
};
beforeAll(() => describeWorkspace('acme'));

type Told = { id: string; type: string; workspaceId: string; grantId?: string };

/** A page that listens. */
class Page {
  text = '';
  constructor(readonly response: IncomingMessage) {
    response.on('data', (chunk: Buffer) => (this.text += chunk.toString())).on('error', () => undefined);
  }

  static async open(
    query: string,
    token: string,
    { lastEventId, on = service }: { lastEventId?: string; on?: ServiceProcess } = {},
  ): Promise<Page> {
    const headers = {
      Authorization: `Bearer ${token}`,
      ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
    };
    const asking = request(`${on.address}/v1/changes${query}`, { headers }).end();
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`answered with ${response.statusCode}`);
    return new Page(response);
  }

  get told(): Told[] {
    const messages = this.text.matchAll(/^event: change\nid: (\S+)\ndata: (.+)\n$/gm);
    return [...messages].map(([, id, data]) => ({ id: id!, ...(JSON.parse(data!) as Omit<Told, 'id'>) }));
  }

  async has(count: number): Promise<Told[]> {
    await eventually(`${count} changes`, () => this.told.length >= count, {
      progress: () => this.told.length,
    });
    return this.told;
  }

  close(): void {
    this.response.destroy();
  }
}

const refused = (query: string, token: string, headers: Record<string, string> = {}): Promise<Answer> =>
  service.get(`/v1/changes${query}`, token, headers);

async function readers(): Promise<number> {
  const { body } = await service.get('/metrics');
  return Number(/^support_access_change_stream_readers (\S+)/m.exec(body)?.[1]);
}

it('a change comes by itself after its acknowledgement, and a read from its id on shows it', async () => {
  const owner = service.token('owner');
  const access = '/v1/workspaces/acme/support-access';
  const page = await Page.open('?workspaceId=acme', owner);
  expect(page.response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  for (let round = 1; round <= 10; round++) {
    const { body: grant } = await service.send('POST', access, { token: owner, body: {} });
    // Nothing else happens: what wakes the page is the change alone, long before the comment of 15 s.
    const granted = (await page.has(2 * round - 1)).at(-1)!;
    expect(granted).toEqual({
      id: grant.position,
      type: 'SupportAccessGranted',
      workspaceId: 'acme',
      grantId: grant.grantId,
    });
    const during = await service.get(access, owner, { 'Min-Position': granted.id });
    expect(during).toMatchObject({ status: 200, body: { status: 'active' } });
    await service.send('DELETE', access, { token: owner });
    const revoked = (await page.has(2 * round)).at(-1)!;
    expect(revoked).toMatchObject({ type: 'SupportAccessRevoked', grantId: grant.grantId });
    const after = await service.get(access, owner, { 'Min-Position': revoked.id });
    expect(after).toMatchObject({ status: 200, body: { status: 'none' } });
  }
  expect(page.text.split(':\n\n')).toHaveLength(2);
  page.close();
  await eventually('nobody listens', async () => (await readers()) === 0);
});

it('the client hears of it, and reads what it is now', async () => {
  const olivia = service.as('owner');
  const changes = olivia.changes({ workspaceId: 'acme' });
  const first = changes.next();
  await eventually('it listens', async () => (await readers()) === 1);
  const { grantId, position } = await olivia.grant('acme');
  const { value } = await first;
  expect(value).toEqual({ type: 'SupportAccessGranted', workspaceId: 'acme', grantId, position });
  const { grant } = await olivia.access('acme', {}, { minPosition: value!.position });
  expect(grant!.grantId).toBe(grantId);
  await changes.return();
  await olivia.revoke('acme');
});

it('every role hears of it, people and programs', async () => {
  const tokens = await DevelopmentTokens.open(join(directory.path, 'dev-keys'));
  const others = (
    [
      'engineer',
      'vendor-admin',
      'auditor',
      'service',
      'command-sender',
      'access-checker',
      'event-reader',
    ] as const
  ).map((role) => tokens.sign([role], `some-${role}`));
  const pages = await Promise.all(others.map(async (token) => Page.open('', await token)));
  await describeWorkspace('globex', ['oscar']);
  for (const page of pages) {
    expect(await page.has(1)).toMatchObject([{ type: 'WorkspaceUpdated', workspaceId: 'globex' }]);
    expect(page.told[0]!.id).toMatch(/^\d+$/);
    page.close();
  }
});

it('a foreign workspace is answered as one that does not exist, in words and in time', async () => {
  await describeWorkspace('globex', ['oscar']);
  const owner = service.token('owner');
  const [foreign, unknown] = await Promise.all(
    ['globex', 'nowhere'].map((id) => refused(`?workspaceId=${id}`, owner)),
  );
  expect(foreign).toMatchObject({ status: 404, body: { code: 'UNKNOWN_WORKSPACE' } });
  expect(foreign!.body).toEqual(unknown!.body);
  // Also with an id that would be refused for a workspace of theirs.
  expect(await refused('?workspaceId=globex', owner, { 'Last-Event-ID': '' })).toMatchObject({ status: 404 });
});

it.each([
  ['', {}, 'workspaceId'],
  ['?workspaceId=', {}, 'workspaceId'],
  ['?workspaceId=acme&after=1', {}, 'after'],
  // Digits would tell where the log has an event.
  ['?workspaceId=acme', { 'Last-Event-ID': '1' }, 'Last-Event-ID'],
  ['?workspaceId=acme', { 'Last-Event-ID': `s${'x'.repeat(48)}` }, 'Last-Event-ID'],
])('an owner who asks for %s with %j is told what is wrong', async (query, headers, field) => {
  const answer = await refused(query, service.token('owner'), headers);
  expect(answer).toMatchObject({ status: 400, body: { code: 'MALFORMED', errors: [{ field }] } });
});

it.each([
  ['999999999999', 'POSITION_UNKNOWN'],
  ['99999999999999999999', 'POSITION_UNKNOWN'],
  ['-1', 'MALFORMED'],
])('Last-Event-ID %s is refused', async (id, code) => {
  const answer = await refused('', service.token('auditor'), { 'Last-Event-ID': id });
  expect(answer).toMatchObject({ status: 400, body: { code } });
});

it('what it does not speak is refused', async () => {
  const answer = await refused('', service.token('auditor'), { Accept: 'application/json' });
  expect(answer).toMatchObject({ status: 406, body: { code: 'NOT_ACCEPTABLE' } });
});

it('the answer to an owner who is removed is complete, and the next is that of a workspace that is none', async () => {
  await describeWorkspace('hooli', ['olivia']);
  const page = await Page.open('?workspaceId=hooli', service.token('owner'));
  const closed = once(page.response, 'close');
  await describeWorkspace('hooli', ['oscar']);
  await closed;
  expect([page.response.complete, page.told]).toEqual([true, []]);
  expect(await refused('?workspaceId=hooli', service.token('owner'))).toMatchObject({ status: 404 });
});

it('ends when the token does, and is counted while it lasts', async () => {
  await eventually('nobody listens', async () => (await readers()) === 0);
  const until = Math.ceil(Date.now() / 1_000) + 2;
  const page = await Page.open('', await tokenUntil(until, directory.path));
  const stays = await Page.open('', service.token('auditor'));
  const closed = once(page.response, 'close');
  await describeWorkspace('acme');
  await page.has(1);
  expect(await readers()).toBe(2);
  await closed;
  expect([page.response.complete, stays.response.destroyed]).toEqual([true, false]);
  expect(Date.now() - until * 1_000).toBeGreaterThanOrEqual(0);
  stays.close();
  await eventually('nobody listens', async () => (await readers()) === 0);
});

it('a HEAD has the headers, an end, and takes no room', async () => {
  const headers = { Authorization: `Bearer ${service.token('vendor-admin')}` };
  for (let n = 0; n < 20; n++) {
    const response = await fetch(`${service.address}/v1/changes`, { method: 'HEAD', headers });
    expect([response.status, await response.text()]).toEqual([200, '']);
  }
});

it('a stop ends the answers in order, and an owner goes on after the restart where they were', async () => {
  const own = await temporaryDirectory();
  let other = await ServiceProcess.start(embedded(own.path));
  try {
    const data = { workspaceId: 'w', tier: 'team', forcedSso: false, ownerIds: ['olivia'] };
    await other.command('one', 'UpdateWorkspace', data);
    const page = await Page.open('?workspaceId=w', other.token('owner'), { on: other });
    const closed = once(page.response, 'close');
    await other.command('two', 'UpdateWorkspace', data);
    const [first] = await page.has(1);
    expect(await other.stop()).toBe(0);
    await closed;
    expect(page.response.complete).toBe(true);
    other = await ServiceProcess.start(embedded(own.path));
    await other.command('three', 'UpdateWorkspace', data);
    const resumed = await Page.open('?workspaceId=w', other.token('owner'), {
      on: other,
      lastEventId: first!.id,
    });
    await other.command('four', 'UpdateWorkspace', data);
    const ids = (await resumed.has(2)).map(({ id }) => id);
    expect([ids.length, ids.includes(first!.id)]).toEqual([2, false]);
    resumed.close();
  } finally {
    await other.stop('SIGKILL');
    await own.remove();
  }
});
