import { join } from 'node:path';
import { AUTHORIZATION } from '../../apps/service/auth/authorization.js';
import type { UserRole } from '#auth';
import { DevelopmentTokens, USER_ROLES } from '#auth';
import { CommandDoor } from '#commands';
import type { Command } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import { openEventStore } from '#event-store';
import { eventually } from '../support/eventually.js';
import type { Answer, Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

/**
 * Who may call what, written down once more and apart from the table that the guard uses: a role, `owner` for their own
 * workspaces only, or everybody. Where the state of the grant matters, what it is answered: none, active, revoked, expired.
 */
const EXPECTED: Record<
  string,
  { roles: string; byGrant?: [string, string, string, string]; always?: string }
> = {
  'POST /v1/commands': { roles: 'service command-sender' },
  'PUT /v1/workspaces/{}': { roles: 'service command-sender' },
  'POST /v1/workspaces/{}/support-access': {
    roles: 'owner',
    byGrant: ['201', '409 ALREADY_GRANTED', '201', '201'],
  },
  'DELETE /v1/workspaces/{}/support-access': {
    roles: 'owner vendor-admin',
    byGrant: ['409 NO_ACTIVE_GRANT', '200', '409 NO_ACTIVE_GRANT', '409 NO_ACTIVE_GRANT'],
  },
  'POST /v1/workspaces/{}/support-access/extensions': {
    roles: 'owner',
    byGrant: ['409 NO_ACTIVE_GRANT', '201', '409 NO_ACTIVE_GRANT', '409 NO_ACTIVE_GRANT'],
  },
  'POST /v1/workspaces/{}/access-requests': {
    roles: 'engineer',
    byGrant: ['201', '409 ALREADY_GRANTED', '201', '201'],
  },
  'DELETE /v1/workspaces/{}/access-requests/{}': { roles: 'engineer', always: '409 REQUEST_NOT_PENDING' },
  'POST /v1/workspaces/{}/access-requests/{}/approval': { roles: 'owner', always: '409 REQUEST_NOT_PENDING' },
  'POST /v1/workspaces/{}/access-requests/{}/refusal': {
    roles: 'owner vendor-admin',
    always: '409 REQUEST_NOT_PENDING',
  },
  'GET /v1/workspaces/{}/access-requests': { roles: 'owner engineer vendor-admin auditor' },
  'GET /v1/access-requests': { roles: 'engineer vendor-admin auditor' },
  'DELETE /v1/workspaces/{}/support-sessions/{}': {
    roles: 'owner engineer vendor-admin',
    always: '409 NO_LIVE_SESSION',
  },
  'GET /v1/support-sessions': { roles: 'engineer vendor-admin auditor' },
  'POST /v1/tickets/{}/closures': { roles: 'service command-sender vendor-admin' },
  'POST /v1/engineers/{}/closures': { roles: 'service command-sender vendor-admin' },
  'POST /v1/workspaces/{}/support-logins': {
    roles: 'engineer',
    byGrant: ['409 NO_ACTIVE_GRANT', '201', '409 NO_ACTIVE_GRANT', '403 ACCESS_EXPIRED'],
  },
  'GET /v1/workspaces/{}/support-access': { roles: 'owner engineer vendor-admin service auditor' },
  'GET /v1/workspaces/{}/audit-trail': { roles: 'owner auditor' },
  'GET /v1/workspaces/{}/audit-trail/checkpoint': { roles: 'owner auditor' },
  'GET /v1/grants': { roles: 'engineer vendor-admin auditor' },
  'GET /v1/changes': {
    roles: 'owner engineer vendor-admin auditor service command-sender access-checker event-reader',
  },
  'GET /v1/events': { roles: 'auditor service event-reader' },
  'GET /v1/events/{}/inclusion': { roles: 'auditor service event-reader' },
  'GET /v1/checkpoints': { roles: 'auditor service event-reader' },
  'GET /v1/checkpoints/latest': { roles: 'auditor service event-reader' },
  'GET /v1/checkpoints/consistency': { roles: 'auditor service event-reader' },
  'POST /access/v1/evaluation': { roles: 'service access-checker' },
  'POST /access/v1/evaluations': { roles: 'service access-checker' },
  'POST /v1/sessions/introspect': { roles: 'service access-checker' },
  'POST /v1/sessions/revoke': { roles: 'service command-sender' },
  'GET /.well-known/jwks.json': { roles: 'everybody' },
  'GET /.well-known/openid-configuration': { roles: 'everybody' },
  'GET /.well-known/authzen-configuration': { roles: 'everybody' },
  'GET /.well-known/support-access-vkey': { roles: 'everybody' },
  'GET /openapi.json': { roles: 'everybody' },
  'GET /docs': { roles: 'everybody' },
  'GET /docs/{}': { roles: 'everybody' },
  'GET /health/live': { roles: 'everybody' },
  'GET /health/ready': { roles: 'everybody' },
  'GET /metrics': { roles: 'everybody' },
};

const GRANTS = ['none', 'active', 'revoked', 'expired'] as const;
const RELATIONS = ['own', 'foreign', 'unknown'] as const;
/** No token, a token without roles, and each role by itself. */
const CALLERS = ['no token', 'no role', ...USER_ROLES] as const;
const MINUTE_MS = 60_000;

type Case = {
  call: string;
  roles: readonly UserRole[] | undefined;
  relation: (typeof RELATIONS)[number];
  grant: (typeof GRANTS)[number];
  workspaceId: string;
  subject: string;
};

const calls = Object.keys(EXPECTED);
const CHANGES = 'GET /v1/changes';
const aboutWorkspace = (call: string): boolean => call.includes('/workspaces/{}') || call === CHANGES;
const rolesOf = (caller: (typeof CALLERS)[number]): readonly UserRole[] | undefined =>
  caller === 'no token' ? undefined : caller === 'no role' ? [] : [caller];

/** Every case has a workspace and a subject of its own: what one changes, or how often one asks, is nothing to another. */
const product: Case[] = calls.flatMap((call) =>
  CALLERS.flatMap((caller) =>
    (aboutWorkspace(call) ? RELATIONS : (['unknown'] as const)).flatMap((relation) =>
      (relation === 'unknown' ? (['none'] as const) : GRANTS).map((grant) => ({
        call,
        roles: rolesOf(caller),
        relation,
        grant,
        workspaceId: `${calls.indexOf(call)}-${caller.replace(' ', '-')}-${relation}-${grant}`,
        subject: `${calls.indexOf(call)}-${caller.replace(' ', '-')}-${relation}-${grant}-caller`,
      })),
    ),
  ),
);

let service: ServiceProcess;
let directory: Directory;
let tokens: DevelopmentTokens;
/** The grant of each workspace that has one. */
const grants = new Map<string, string>();
/** Calls that this build serves. */
const served = new Set<string>();

beforeAll(async () => {
  directory = await temporaryDirectory();
  const env = embedded(directory.path);
  await history(env['EVENT_STORE_URL']!);
  service = await ServiceProcess.start({ ...env, REQUESTS_PER_MINUTE: '0' });
  tokens = await DevelopmentTokens.open(join(directory.path, 'dev-keys'));
  const auditor = await tokens.sign(['auditor'], 'audrey');
  await eventually('the log has its first checkpoint', async () => {
    const { status } = await service.get('/v1/checkpoints/latest', auditor);
    return status === 200;
  });
  for (const call of calls) {
    const { status, body } = await ask(call, 'nowhere');
    if (status !== 404 || body.code === 'UNKNOWN_WORKSPACE') served.add(call);
  }
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
});

/** The workspaces, an hour ago, and what became of their grants. */
async function history(url: string): Promise<void> {
  const store = await openEventStore(url);
  const now = Date.now() - 60 * MINUTE_MS;
  const policy = DEFAULT_POLICY;
  const door = new CommandDoor(store, { now: () => now }, { policy });
  let sent = 0;
  const execute = (command: Command) =>
    door.execute({ commandId: `h${++sent}`, command, source: { kind: 'http' } });
  const actor = { id: 'founder', kind: 'user' } as const;
  for (const { workspaceId, relation, grant, subject } of product) {
    if (relation === 'unknown') continue;
    const ownerIds = relation === 'own' ? ['founder', subject] : ['founder'];
    const data = { workspaceId, tier: 'business', forcedSso: false, ownerIds } as const;
    await execute({ type: 'UpdateWorkspace', data: { ...data, ownerIds } });
    if (grant === 'none') continue;
    const durationMinutes = grant === 'expired' ? 1 : 1_440;
    const { events } = await execute({
      type: 'GrantSupportAccess',
      data: { workspaceId, actor, durationMinutes },
    });
    const [granted] = events;
    if (granted?.type === 'SupportAccessGranted') grants.set(workspaceId, granted.data.grantId);
    if (grant === 'revoked') await execute({ type: 'RevokeSupportAccess', data: { workspaceId, actor } });
  }
  await store.close();
}

async function ask(call: string, workspaceId: string, token?: string): Promise<Answer> {
  const [method = '', path = ''] = call.split(' ');
  // One that is let through has no end: the answer to HEAD is the same without its body.
  if (call === CHANGES) return askForChanges(workspaceId, token);
  const update = { tier: 'business', forcedSso: false, ownerIds: ['founder'] };
  // A path's first parameter is the workspace, but for files, tickets and engineers, of whom any will do.
  const parameter = path.startsWith('/docs/') ? 'swagger-ui.css' : workspaceId;
  return service.send(method, path.replace('{}', parameter).replace('{}', 'nothing'), {
    ...(token !== undefined && { token }),
    ...(method === 'PUT' && { body: update }),
    ...(method === 'POST' && !aboutWorkspace(call) && { body: {} }),
    ...(path.endsWith('/access-requests') && method === 'POST' && { body: { reason: 'exports fail' } }),
    ...(path.endsWith('/extensions') && {
      body: { grantId: grants.get(workspaceId) ?? 'none', additionalMinutes: 1 },
    }),
  });
}

async function askForChanges(workspaceId: string, token?: string): Promise<Answer> {
  const path = `/v1/changes?workspaceId=${workspaceId}`;
  const headers = { ...(token !== undefined && { Authorization: `Bearer ${token}` }) };
  const head = await fetch(service.address + path, { method: 'HEAD', headers });
  return head.ok ? { status: head.status, headers: head.headers, body: '' } : service.get(path, token);
}

const told = ({ status, body }: Answer): string => (status < 400 ? `${status}` : `${status} ${body.code}`);
const isRefusal = (answer: string): boolean => /^(401|403|404) /.test(answer);

/** The rules of the HTTP contract in their order, by the literal above. */
function expectedOf({ call, roles, relation, grant }: Case): string {
  const { roles: named, byGrant, always = '200' } = EXPECTED[call]!;
  if (named === 'everybody') return 'let through';
  if (roles === undefined) return '401 UNAUTHENTICATED';
  const entitled = roles.filter((role) => named.split(' ').includes(role));
  if (entitled.length === 0) return '403 FORBIDDEN';
  if (!aboutWorkspace(call)) return 'let through';
  if (call.startsWith('PUT')) return '200';
  if (relation === 'unknown') return '404 UNKNOWN_WORKSPACE';
  if (relation === 'foreign' && entitled.every((role) => role === 'owner')) return '404 UNKNOWN_WORKSPACE';
  return byGrant?.[GRANTS.indexOf(grant)] ?? always;
}

/** What is wrong, in words; nothing when it is as it should be. */
async function check(each: Case): Promise<string[]> {
  const token = each.roles && (await tokens.sign(each.roles, each.subject));
  const answer = told(await ask(each.call, each.workspaceId, token));
  const expected = expectedOf(each);
  const right =
    expected === 'let through' ? !isRefusal(answer) && !answer.startsWith('5') : answer === expected;
  const { call, roles, relation, grant } = each;
  return right
    ? []
    : [`${call} by ${roles?.join('+') ?? 'nobody'}, ${relation}, ${grant}: ${answer}, not ${expected}`];
}

async function wrongIn(cases: readonly Case[]): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...cases];
  const worker = async (): Promise<void> => {
    for (let each = left.pop(); each; each = left.pop()) wrong.push(...(await check(each)));
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return wrong;
}

it('every row of the table is walked here, and nothing is walked that has no row', () =>
  expect(Object.keys(AUTHORIZATION).sort()).toEqual([...calls].sort()));

it('every caller × call × workspace × state of the grant is answered as it should be, and denied unless named', async () => {
  expect(product.length).toBeGreaterThan(400);
  expect(calls.filter((call) => !served.has(call))).toEqual([]);
  expect(await wrongIn(product)).toEqual([]);
}, 600_000);

it('roles add up: of any two of them, and of all, any that is named is enough, and none takes away', async () => {
  const pairs = USER_ROLES.flatMap((one, n) => USER_ROLES.slice(n + 1).map((other) => [one, other]));
  const subsets: (readonly UserRole[])[] = [...pairs, USER_ROLES];
  const cases = calls.flatMap((call) =>
    subsets.map((roles, n) => ({
      call,
      roles,
      relation: 'unknown' as const,
      grant: 'none' as const,
      workspaceId: `absent-${n}-${calls.indexOf(call)}`,
      subject: `several-${n}-${calls.indexOf(call)}`,
    })),
  );
  expect(await wrongIn(cases)).toEqual([]);
}, 600_000);

it('the grant column of the table is what the decider answers', () => {
  const listed = Object.entries(AUTHORIZATION).flatMap(([call, { grant }]) => (grant ? [[call, grant]] : []));
  const codes = (byGrant: readonly string[]) =>
    Object.fromEntries(GRANTS.map((state, i) => [state, byGrant[i]!.split(' ')[1] ?? 'accepted']));
  const expected = Object.entries(EXPECTED).flatMap(([call, { byGrant }]) =>
    byGrant ? [[call, codes(byGrant)]] : [],
  );
  expect(listed).toEqual(expected);
});
