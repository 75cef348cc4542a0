import { streamOf } from '#domain';
import type { RecordedEvent } from '#event-store';
import { CSV_HEADER } from '#read-models';
import type { Directory, Json } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { admin } from '../support/admin.js';
import { inShell } from '../support/admin-process.js';
import { eventually } from '../support/eventually.js';
import { fillLog } from '../support/filled-log.js';
import { LogCopy, workspaceOf } from '../support/log-copy.js';
import { Random } from '../support/random.js';

const WORKSPACES = 12;
const random = new Random(7);
let directory: Directory;
let env: Record<string, string>;
let service: ServiceProcess;
let log: LogCopy;
let workspaces: string[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = embedded(directory.path);
  await fillLog(env['EVENT_STORE_URL']!, WORKSPACES);
  service = await ServiceProcess.start(env);
  // One who is inside now.
  const workspaceId = 'acme';
  const data = { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  await service.command('now-1', 'UpdateWorkspace', data);
  await service.command('now-2', 'GrantSupportAccess', { workspaceId, actor: { id: 'olivia' } });
  const login = { workspaceId, engineer: { id: 'erin' }, reason: 'a \u001b[31mred\u001b[0m letter' };
  const { body } = await service.command('now-3', 'RecordSupportLogin', login);
  await eventually('the service has caught up', async () => {
    const { status } = await service.get('/v1/grants', service.token('auditor'));
    const known = (await admin(['status', '--json'], env)).stdout;
    return status === 200 && JSON.parse(known).readModels.position === body.position;
  });
  log = await LogCopy.read(env['EVENT_STORE_URL']!);
  const described = log.events.filter(({ type }) => type === 'WorkspaceUpdated');
  workspaces = [...new Set(described.map(workspaceOf))].sort();
}, 600_000);
afterAll(async () => {
  await service?.stop();
  await directory.remove();
});

const answerOf = async (workspaceId: string, asOf: string): Promise<Json> => {
  const path = `/v1/workspaces/${workspaceId}/support-access?asOf=${asOf}`;
  const { status, body } = await service.get(path, service.token('auditor'));
  expect(status).toBe(200);
  return body;
};

const essence = ({ grant, sessions }: Json): Json =>
  grant && {
    grantId: grant.grantId,
    grantedBy: grant.grantedBy,
    expiresAt: grant.expiresAt,
    sessions: sessions.map(({ sessionId, engineer, at }: Json) => ({ sessionId, engineer, at })),
  };

async function expectAsTheService({ asOf, workspaces: found }: Json): Promise<void> {
  const byId = new Map<string, Json>(found.map((each: Json) => [each.workspaceId, each]));
  expect([...byId.keys()]).toEqual([...byId.keys()].sort());
  for (const workspaceId of workspaces) {
    const ours = byId.get(workspaceId);
    expect([workspaceId, ours && essence({ grant: ours.grant, sessions: ours.inside })]).toEqual([
      workspaceId,
      essence(await answerOf(workspaceId, asOf)),
    ]);
  }
}

describe('as-of', () => {
  it('now equals the live answer of the service, for every workspace', async () => {
    const { code, stdout, stderr } = await admin(['as-of', 'now', '--format', 'json'], env);
    expect(code).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer.workspaces.length).toBeGreaterThan(0);
    const inside = answer.workspaces.flatMap((each: Json) => each.inside);
    expect(inside).toContainEqual(expect.objectContaining({ engineer: { id: 'erin' } }));
    const open = answer.workspaces.filter(({ grant }: Json) => grant !== undefined);
    expect(stderr).toContain(
      `As of ${answer.asOf} ${open.length} workspaces could be entered, and ${inside.length} support`,
    );
    await expectAsTheService(answer);
  });

  it('of instants of the past equals the answer of the service', async () => {
    for (let i = 0; i < 5; i++) {
      const asOf = random.pick(log.events).metadata.recordedAt;
      const { stdout } = await admin(['as-of', asOf, '--format', 'json'], env);
      await expectAsTheService(JSON.parse(stdout));
    }
  });

  it('of one workspace reads the same, and in every format', async () => {
    const text = await admin(['as-of', 'now', '--workspace', 'acme'], env);
    expect(text.stdout).toMatch(
      /^acme {2}could be entered until \S+Z\n {2}granted \S+ by olivia\n {4}grant \S+, event \S+, revision 1\n/,
    );
    // What others wrote does not steer the terminal.
    expect(text.stdout).toContain(String.raw`inside: erin since`);
    expect(text.stdout).toContain(String.raw`: "a \u001b[31mred\u001b[0m letter"`);
    const ndjson = await admin(['as-of', 'now', '--workspace', 'acme', '--format', 'ndjson'], env);
    const { grant, inside } = JSON.parse(ndjson.stdout);
    const stream = log.streams.get(streamOf('acme'))!;
    expect([grant, ...inside].map(({ event }: Json) => event)).toEqual(
      stream
        .slice(1)
        .map(({ id, revision, position, chain }) => ({ id, revision, position: `${position}`, chain })),
    );
    const csv = await admin(['as-of', 'now', '--workspace', 'acme', '--format', 'csv'], env);
    expect(csv.stdout.split('\r\n')).toEqual([
      expect.stringMatching(/^workspaceId,grantId,/),
      expect.stringMatching(/^acme,.*,erin,/),
      '',
    ]);
    const none = await admin(['as-of', '2020-01-01T00:00:00Z', '--workspace', 'acme'], env);
    expect([none.code, none.stdout]).toEqual([0, '']);
    expect(none.stderr).toContain('acme could not be entered');
  });

  it.each([
    ['2100-01-01T00:00:00Z', '2100-01-01T00:00:00.000Z is in the future'],
    ['yesterday', "argument value 'yesterday' is invalid for argument 'instant'"],
    ['2026-11-22', "argument value '2026-11-22' is invalid for argument 'instant'"],
  ])('%s is a mistake', async (instant, message) => {
    const { code, stdout, stderr } = await admin(['as-of', instant], env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('timeline', () => {
  const longest = (): [string, RecordedEvent[]] =>
    [...log.streams].reduce((most, each) => (each[1].length > most[1].length ? each : most));

  it('has every event of a workspace in order, as text, JSON, NDJSON and CSV', async () => {
    const [stream, events] = longest();
    const workspaceId = stream.slice(streamOf('').length);
    const ids = events.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(20);
    const text = await admin(['timeline', workspaceId], env);
    expect([text.code, text.stderr]).toEqual([0, `${ids.length} events.\n`]);
    expect([...text.stdout.matchAll(/event (\S+), revision/g)].map(([, id]) => id)).toEqual(ids);
    const json = JSON.parse((await admin(['timeline', workspaceId, '--format', 'json'], env)).stdout);
    expect(json.workspaceId).toBe(workspaceId);
    expect(json.entries.map(({ id, chain, source }: Json) => [id, chain, source])).toEqual(
      events.map(({ id, chain, metadata }) => [id, chain, metadata.source]),
    );
    const ndjson = (await admin(['timeline', workspaceId, '--format', 'ndjson'], env)).stdout;
    expect(
      ndjson
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(json.entries);
    const csv = (await admin(['timeline', workspaceId, '--format', 'csv'], env)).stdout;
    const served = await service.get(
      `/v1/workspaces/${workspaceId}/audit-trail?order=asc`,
      service.token('auditor'),
      { Accept: 'text/csv' },
    );
    expect(csv.startsWith(CSV_HEADER)).toBe(true);
    expect(csv).toBe(served.body);
  });

  it('of a span', async () => {
    const [stream, events] = longest();
    const [from, to] = [events[5]!, events[9]!].map(({ metadata }) => metadata.recordedAt) as [
      string,
      string,
    ];
    const args = [
      'timeline',
      stream.slice(streamOf('').length),
      '--from',
      from,
      '--to',
      to,
      '--format',
      'json',
    ];
    const { entries } = JSON.parse((await admin(args, env)).stdout);
    const within = events.filter(({ metadata: { recordedAt } }) => recordedAt >= from && recordedAt < to);
    expect(entries.map(({ id }: Json) => id)).toEqual(within.map(({ id }) => id));
    expect(within.length).toBeGreaterThan(0);
  });

  it('of a workspace that the log does not have cannot be told', async () =>
    expect(await admin(['timeline', 'nobody'], env)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'support-access: there is no workspace nobody in the log\n',
    }));
});

describe('at a terminal', () => {
  it('has a bar and colours, and NO_COLOR takes the colours', async () => {
    const { code, stdout } = await inShell('support-access as-of now', env, { terminal: true });
    expect(code).toBe(0);
    expect(stdout).toMatch(/Reading the log \[=* *\] \d+%/);
    expect(stdout).toContain('\u001b[1macme\u001b[22m');
    const plain = await inShell('support-access as-of now', { ...env, NO_COLOR: '1' }, { terminal: true });
    expect(plain.stdout).toContain('acme  could be entered');
    expect(plain.stdout).not.toContain('\u001b[1m');
  });

  it('elsewhere has lines and no colours', async () => {
    const { stdout, stderr } = await admin(['as-of', 'now'], env);
    expect(stdout).toContain('\nacme  could be entered'.slice(stdout.startsWith('acme') ? 1 : 0));
    expect(stderr).toMatch(/^Reading the log \d+\/\d+$/m);
    expect(stdout + stderr).not.toContain('\u001b[1m');
  });

  it('a reader who goes away ends it, without a word', async () => {
    // It is gone before the first line comes.
    const { code, stderr } = await inShell('support-access timeline acme | true', env);
    expect([code, stderr]).toEqual([141, '']);
  });
});
