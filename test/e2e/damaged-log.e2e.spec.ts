import { join } from 'node:path';
import Database from 'better-sqlite3';
import { eventually } from '../support/eventually.js';
import type { Directory, Json } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

let service: ServiceProcess;
let directory: Directory;
let sent = 0;

beforeAll(async () => {
  directory = await temporaryDirectory();
  service = await ServiceProcess.start(embedded(directory.path));
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
});

const command = async (type: string, data: object): Promise<void> =>
  expect((await service.command(`c${++sent}`, type, data)).body).toMatchObject({ outcome: 'accepted' });

async function open(workspaceId: string): Promise<void> {
  await command('UpdateWorkspace', { workspaceId, tier: 'team', forcedSso: false, ownerIds: ['olivia'] });
  await command('GrantSupportAccess', { workspaceId, actor: { id: 'olivia' } });
}

const call = (workspaceId: string, method: string, role: string, path: string) =>
  service.send(method, `/v1/workspaces/${workspaceId}/${path}`, {
    token: service.token(role),
    ...(method === 'POST' && { body: {} }),
  });

async function login(workspaceId: string): Promise<Json> {
  const { status, body } = await call(workspaceId, 'POST', 'engineer', 'support-logins');
  expect(status).toBe(201);
  return body;
}

async function evaluate(id: string, name: string, headers: Record<string, string> = {}): Promise<Json> {
  const subject = { type: 'engineer', id: 'erin' };
  const body = { subject, resource: { type: 'workspace', id }, action: { name } };
  const token = service.token('service');
  return (await service.send('POST', '/access/v1/evaluation', { token, body, headers })).body;
}

it('a workspace whose log was edited is closed by every call, named in health, and the only one', async () => {
  await open('umbrella');
  const session = await login('umbrella');
  await open('hooli');
  await service.stop();
  // A grant that lasts until 2099, in the data alone.
  editLog(`UPDATE events SET data = json_set(data, '$.expiresAt', '2099-01-01T00:00:00.000Z')
    WHERE type = 'SupportAccessGranted' AND data LIKE '%"umbrella"%'`);
  service = await ServiceProcess.start(embedded(directory.path));

  for (const answer of [
    await call('umbrella', 'POST', 'owner', 'support-access'),
    await call('umbrella', 'POST', 'engineer', 'support-logins'),
    await call('umbrella', 'DELETE', 'vendor-admin', 'support-access'),
    await call('umbrella', 'GET', 'engineer', 'support-access'),
  ])
    expect(answer).toMatchObject({ status: 503, body: { code: 'LOG_DAMAGED' } });
  for (const headers of [{}, { 'X-Consistency': 'strong' }])
    for (const action of ['login', 'access'])
      expect(await evaluate('umbrella', action, headers)).toMatchObject({
        decision: false,
        context: { reason: 'LOG_DAMAGED' },
      });
  const token = new URLSearchParams({ token: session.token as string }).toString();
  const form = 'application/x-www-form-urlencoded';
  const introspected = await service.post('/v1/sessions/introspect', token, service.token('service'), form);
  expect(introspected.body).toEqual({ active: false });
  await login('hooli');
  expect(await evaluate('hooli', 'access')).toMatchObject({ decision: true });
  await command('RevokeSupportAccess', { workspaceId: 'hooli', actor: { id: 'olivia' } });

  // What is told is found in the background: here by the check at the start of all workspaces with an active grant.
  await eventually('the damage is noted', async () =>
    /^support_access_damaged_workspaces 1$/m.test((await service.get('/metrics')).body as string),
  );
  expect((await call('umbrella', 'GET', 'auditor', 'audit-trail')).body).toMatchObject({
    damage: { revision: 1 },
  });
  const { status, body } = await service.get('/health/ready');
  expect({ status, degraded: body.degraded }).toEqual({ status: 200, degraded: ['log'] });
  expect(body.components.log.reason).toMatch(
    /^the log of workspace umbrella is damaged from revision 1 on: /,
  );
});

/** With a connection that drops the triggers and puts them back, as one who wants to hide an edit would. */
function editLog(sql: string): void {
  const db = new Database(join(directory.path, 'events.db'));
  const triggers = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  expect(db.prepare(sql).run().changes).toBe(1);
  for (const trigger of triggers) db.exec(trigger.sql);
  db.close();
}
