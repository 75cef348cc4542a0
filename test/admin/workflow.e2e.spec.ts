import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Directory, Json } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { admin } from '../support/admin.js';
import { adminProcess } from '../support/admin-process.js';
import { eventually } from '../support/eventually.js';

/** What an engineer asks for, has and ends, by the command line. */
let directory: Directory;
let env: Record<string, string>;
let service: ServiceProcess;
let commands = 0;

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = embedded(directory.path);
  service = await ServiceProcess.start(env);
  for (const workspaceId of ['acme', 'globex', 'initech'])
    await send('UpdateWorkspace', { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] });
  const asked = { reason: 'the "totals"', durationMinutes: 60, ticketId: 'T-1' };
  await send('RequestSupportAccess', { workspaceId: 'acme', engineer: { id: 'erin' }, ...asked });
  await send('RequestSupportAccess', {
    workspaceId: 'initech',
    engineer: { id: 'mel' },
    ...asked,
    ticketId: 'T-2',
  });
  const grant = { workspaceId: 'globex', actor: { id: 'olivia' }, ticketId: 'T-1' };
  await send('GrantSupportAccess', grant);
  for (const id of ['erin', 'mel'])
    await send('RecordSupportLogin', { workspaceId: 'globex', engineer: { id }, ticketId: 'T-1' });
  await caughtUp();
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await directory.remove();
});

async function send(type: string, data: Json): Promise<Json> {
  const { body } = await service.command(`workflow-${++commands}`, type, data);
  expect(body.outcome).toBe('accepted');
  return body;
}

/** The read models know what was answered last. */
const caughtUp = (): Promise<unknown> =>
  eventually('the read models know all', async () => {
    const { stderr } = await admin(['sessions'], env);
    return !stderr.includes('behind');
  });

async function json(...args: string[]): Promise<Json> {
  const { code, stdout } = await admin([...args, '--json'], env);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe('requests', () => {
  it('lists them, newest first, with what became of them', async () => {
    const { requests } = await json('requests');
    expect(requests).toMatchObject([
      { workspaceId: 'initech', requestedBy: { id: 'mel' }, status: 'pending' },
      { workspaceId: 'acme', requestedBy: { id: 'erin' }, status: 'pending', durationMinutes: 60 },
    ]);
    expect((await json('requests', '--ticket', 'T-2')).requests).toHaveLength(1);
    expect((await json('requests', '--engineer', 'erin', '--workspace', 'acme')).requests).toHaveLength(1);
    expect((await json('requests', '--status', 'declined')).requests).toEqual([]);
  });

  it('for eyes and for a table', async () => {
    const text = await admin(['requests', '--workspace', 'acme'], env);
    expect(text.stdout).toMatch(
      /^\S+Z {2}acme {2}erin.*, for 1 h, ticket T-1: "the "totals""\n {2}pending, until \S+Z\n {2}request \S+\n$/,
    );
    expect(text.stderr).toContain('1 request.');
    const csv = await admin(['requests', '--format', 'csv'], env);
    expect(csv.stdout.split('\r\n')).toEqual([
      expect.stringMatching(/^at,workspaceId,requestId,engineerId,/),
      expect.stringMatching(/,initech,.*,pending,/),
      expect.stringMatching(/,acme,.*,pending,/),
      '',
    ]);
  });

  it('as-of tells of them from the log, also where nobody could enter', async () => {
    const { workspaces } = await json('as-of', 'now');
    expect(workspaces).toMatchObject([
      { workspaceId: 'acme', inside: [], requests: [{ requestedBy: { id: 'erin' }, ticketId: 'T-1' }] },
      { workspaceId: 'globex', grant: { ticketId: 'T-1' }, requests: [] },
      { workspaceId: 'initech', requests: [{ requestedBy: { id: 'mel' } }] },
    ]);
    expect(workspaces[0]).not.toHaveProperty('grant');
    const csv = await admin(['as-of', 'now', '--workspace', 'acme', '--format', 'csv'], env);
    expect(csv.stdout).toContain('requestId,requestedBy,');
    expect(csv.stdout).toMatch(/,erin,/);
  });
});

describe('sessions', () => {
  it('lists who is inside', async () => {
    const { sessions } = await json('sessions', '--live');
    expect(sessions.map(({ engineer }: Json) => engineer.id)).toEqual(['mel', 'erin']);
    expect((await json('sessions', '--ended')).sessions).toEqual([]);
    const text = await admin(['sessions', '--engineer', 'erin'], env);
    expect(text.stdout).toMatch(
      /^\S+Z {2}globex {2}erin, ticket T-1\n {2}live, until \S+Z at most\n {2}session \S+, grant \S+\n$/,
    );
  });

  it('--live and --ended exclude each other', async () => {
    const { code, stderr } = await admin(['sessions', '--live', '--ended'], env);
    expect(code).toBe(2);
    expect(stderr).toContain('--live');
  });
});

describe('closures', () => {
  const url = (): string[] => ['--url', service.address];

  it('take the address and the token from the environment too, and no address that is none', async () => {
    const token = join(directory.path, 'no-token');
    writeFileSync(token, 'nothing');
    const variables = { SUPPORT_ACCESS_URL: service.address, SUPPORT_ACCESS_TOKEN_FILE: token };
    const { code, stderr } = await adminProcess(['close-ticket', 'T-9'], { ...env, ...variables });
    expect([code, stderr]).toEqual([2, expect.stringContaining('UNAUTHENTICATED')]);
    const nobody = await admin(['close-ticket', 'T-1', '--url', 'ftp://127.0.0.1'], env);
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('an http or https URL')]);
  });

  it('without a token are refused before anything is sent, unless the service is in development mode', async () => {
    const auth = {
      AUTH_ISSUER: 'https://id.example',
      AUTH_AUDIENCE: 'x',
      AUTH_JWKS_URL: 'https://id.example/jwks',
    };
    const { code, stderr } = await admin(['close-ticket', 'T-1', ...url()], { ...env, ...auth });
    expect([code, stderr]).toEqual([2, expect.stringContaining('SUPPORT_ACCESS_TOKEN_FILE')]);
  });

  it('close-engineer ends their sessions and withdraws their requests, and only theirs', async () => {
    const { results } = await json('close-engineer', 'mel', '--reason', 'left', ...url());
    expect(results.map(({ workspaceId, events }: Json) => [workspaceId, events[0].type]).sort()).toEqual([
      ['globex', 'SupportSessionEnded'],
      ['initech', 'SupportAccessRequestClosed'],
    ]);
    await caughtUp();
    expect((await json('sessions', '--ended')).sessions).toMatchObject([
      { engineer: { id: 'mel' }, cause: 'closed' },
    ]);
    expect((await json('requests', '--workspace', 'initech')).requests).toMatchObject([
      { status: 'withdrawn', endReason: 'left' },
    ]);
    expect((await json('sessions', '--live')).sessions).toHaveLength(1);
  });

  it('close-ticket ends the grant, its sessions and the requests of the ticket; again with its key nothing', async () => {
    const token = join(directory.path, 'token');
    writeFileSync(token, `${service.token('vendor-admin')}\n`);
    const args = [
      'close-ticket',
      'T-1',
      '--reason',
      'solved',
      '--key',
      'k-1',
      '--token-file',
      token,
      ...url(),
    ];
    const text = await admin(args, env);
    expect(text).toMatchObject({ code: 0 });
    expect(text.stdout.split('\n').sort()).toEqual([
      '',
      'acme  accepted  SupportTicketClosed SupportAccessRequestClosed',
      'globex  accepted  SupportTicketClosed SupportAccessRevoked SupportSessionEnded',
    ]);
    expect(text.stderr).toContain('2 done, 0 refused.');
    await caughtUp();
    const again = await admin(args, env);
    expect(again.stdout).toContain('globex  accepted, as it was before  SupportTicketClosed');
    expect((await json('as-of', 'now')).workspaces).toEqual([]);
  });

  it('a refusal is exit code 1, and a service that does not answer exit code 2 with the key to go on', async () => {
    const unknown = await admin(['close-ticket', 'T-1', '--workspace', 'nowhere', ...url()], env);
    expect(unknown).toMatchObject({
      code: 1,
      stdout: 'nowhere  denied (UNKNOWN_WORKSPACE)  SupportAccessDenied\n',
    });
    const nobody = await admin(['close-ticket', 'T-1', '--url', 'http://127.0.0.1:9', '--key', 'k-2'], env);
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toContain('To send it again: --key k-2');
  }, 120_000);
});
