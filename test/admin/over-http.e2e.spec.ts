import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Directory, Json } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { freePorts } from '../engines/free-ports.js';
import { admin } from '../support/admin.js';
import { adminProcess, inShell } from '../support/admin-process.js';
import { eventually } from '../support/eventually.js';
import { fillLog } from '../support/filled-log.js';
import { LogCopy } from '../support/log-copy.js';

/** Nothing is there: a question that goes to a store finds none. */
const NO_STORE = {
  EVENT_STORE_URL: 'sqlite:/nowhere/events.db',
  READ_MODEL_URL: 'sqlite:/nowhere/models.db',
};

let directory: Directory;
let env: Record<string, string>;
let service: ServiceProcess;
let tokenFile: string;
let grantId: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = { ...embedded(directory.path), CHECKPOINT_SECONDS: '1' };
  await fillLog(env['EVENT_STORE_URL']!, 8);
  service = await ServiceProcess.start(env);
  const workspaceId = 'acme';
  const data = { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  await service.command('c-1', 'UpdateWorkspace', data);
  const granted = await service.command('c-2', 'GrantSupportAccess', {
    workspaceId,
    actor: { id: 'olivia' },
  });
  const login = { workspaceId, engineer: { id: 'erin' }, reason: 'the totals differ' };
  const { body } = await service.command('c-3', 'RecordSupportLogin', login);
  tokenFile = join(directory.path, 'token');
  writeFileSync(tokenFile, `${service.token('auditor')}\n`);
  await eventually('the newest event is signed for', async () => {
    const { checkpoint, readModels } = JSON.parse((await admin(['status', '--json'], env)).stdout);
    return checkpoint?.uncovered === 0 && readModels.position === body.position;
  });
  grantId = (await LogCopy.read(env['EVENT_STORE_URL']!)).events.find(
    ({ id }) => id === granted.body.events[0].id,
  )!.event.data['grantId' as never];
}, 600_000);

afterAll(async () => {
  await service?.stop();
  await directory.remove();
});

const overHttp = (args: string[]) =>
  admin([...args, '--api', service.address, '--token-file', tokenFile], NO_STORE);

/** Both answers, without when they were given. */
async function both(args: string[]): Promise<[Json, Json]> {
  const answers = [await admin([...args, '--json'], env), await overHttp([...args, '--json'])];
  expect(answers.map(({ code, stderr }) => [code, /error/i.test(stderr)])).toEqual([
    [0, false],
    [0, false],
  ]);
  return answers.map(({ stdout }) => ({ ...JSON.parse(stdout), asOf: '', madeAt: '' })) as [Json, Json];
}

describe('over HTTP the answer is that of the stores', () => {
  it.each([
    ['as-of', 'now'],
    ['as-of', 'now', '--workspace', 'acme'],
    ['timeline', 'acme'],
    ['timeline', 'acme', '--from', '2026-01-01T00:00:00Z'],
  ])('%s %s %s %s', async (...args) => {
    const [store, http] = await both(args.filter(Boolean));
    expect(http).toEqual(store);
    expect((store.entries ?? store.workspaces).length).toBeGreaterThan(0);
  });

  it('as-of an instant of the past, in every format', async () => {
    const { events } = await LogCopy.read(env['EVENT_STORE_URL']!);
    const at = events[events.length >> 1]!.metadata.recordedAt;
    for (const format of ['text', 'csv', 'ndjson', 'json']) {
      const args = ['as-of', at, '--format', format];
      expect((await overHttp(args)).stdout).toBe((await admin(args, env)).stdout);
    }
  });

  it('report: the facts, the key, the checkpoint and the proofs; the chain alone is not computed', async () => {
    const [store, http] = await both(['report', grantId]);
    const { evidence: stored, ...facts } = store;
    const { evidence: told, ...same } = http;
    expect(same).toEqual(facts);
    expect(stored).toMatchObject({ remarks: [], chain: { whole: true, events: 3 } });
    expect(told).toEqual({
      ...stored,
      chain: { events: 3 },
      remarks: ['Over HTTP events come without all of the metadata that the hash chain is computed over.'],
    });
    expect(told.events.every(({ hashes }: Json) => Array.isArray(hashes))).toBe(true);
    const page = await overHttp(['report', grantId, '--workspace', 'acme']);
    expect(page.stdout).toContain('events was not computed anew.');
  });

  it.each(['csv', 'cloudevents', 'ocsf', 'cadf'])(
    'export as %s, on standard output and into a file',
    async (format) => {
      for (const scope of [
        [],
        ['--workspace', 'acme'],
        ['--grant', grantId],
        ['--from', '2026-01-01T00:00:00Z'],
      ]) {
        const args = ['export', '--format', format, ...scope];
        const store = await admin(args, env);
        const http = await overHttp(args);
        expect(store.stdout.length).toBeGreaterThan(100);
        expect(http).toMatchObject({ code: 0, stdout: store.stdout });
      }
      const out = join(directory.path, `${format}.out`);
      expect(await overHttp(['export', '--format', format, '--out', out])).toMatchObject({ code: 0 });
      expect(readFileSync(out, 'utf8')).toBe((await admin(['export', '--format', format], env)).stdout);
    },
  );

  it.each(['bundle', 'ndjson'])('export as %s is not to be had, in one sentence', async (format) => {
    const args = ['export', '--format', format, '--out', join(directory.path, 'none')];
    const { code, stdout, stderr } = await overHttp(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/has all metadata of an event, which is not told over HTTP/);
  });

  it('status is how the service says it is, to everybody', async () => {
    const { code, stdout, stderr } = await admin(['status', '--api', service.address], NO_STORE);
    expect([code, stderr]).toEqual([0, expect.stringContaining('Over HTTP no positions and lags are told')]);
    expect(stdout).toMatch(/^event store {6}up$/m);
    const json = JSON.parse((await admin(['status', '--api', service.address, '--json'], NO_STORE)).stdout);
    expect(json).toMatchObject({ ready: true, components: { 'event store': { status: 'up' } } });
    const [port] = await freePorts(1, '127.0.0.1');
    const nobody = await admin(['status', '--api', `http://127.0.0.1:${port}`], NO_STORE);
    expect([nobody.code, nobody.stderr]).toEqual([
      2,
      expect.stringMatching(/does not say how it is: .*REFUSED/),
    ]);
  });

  it('a workspace that there is not is no answer, by either way', async () => {
    for (const args of [
      ['timeline', 'nowhere'],
      ['as-of', 'now', '--workspace', 'nowhere'],
      ['report', 'g-0'],
    ]) {
      const [store, http] = [await admin(args, env), await overHttp(args)];
      expect(http).toMatchObject({ code: 2, stdout: '', stderr: store.stderr });
    }
  });
});

describe('the token', () => {
  it('comes from a variable, a file, or the standard input', async () => {
    const variables = { ...NO_STORE, SUPPORT_ACCESS_API: service.address };
    const args = ['timeline', 'acme', '--format', 'csv'];
    const expected = (await admin(args, env)).stdout;
    const ways = [
      { SUPPORT_ACCESS_TOKEN_FILE: tokenFile },
      { SUPPORT_ACCESS_TOKEN: service.token('auditor') },
    ];
    for (const way of ways)
      expect(await adminProcess(args, { ...variables, ...way })).toMatchObject({ code: 0, stdout: expected });
    const piped = await inShell(
      `support-access --api ${service.address} --token-file - timeline acme --format csv < ${tokenFile}`,
      NO_STORE,
    );
    expect(piped).toMatchObject({ code: 0, stdout: expected });
  });

  it('of a service that may follow events does for them, without who handed commands in', async () => {
    const args = [
      'timeline',
      'acme',
      '--json',
      '--api',
      service.address,
      '--token',
      service.token('service'),
    ];
    const [store] = await both(['timeline', 'acme']);
    const entries = store.entries.map(({ source: _, ...entry }: Json) => entry);
    expect(JSON.parse((await admin(args, NO_STORE)).stdout).entries).toEqual(entries);
  });

  it('is asked for, and must have the role', async () => {
    const none = await admin(['timeline', 'acme', '--api', service.address], NO_STORE);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('SUPPORT_ACCESS_TOKEN_FILE')]);
    const owner = ['timeline', 'acme', '--api', service.address, '--token', service.token('owner')];
    const refused = await admin(owner, NO_STORE);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('FORBIDDEN')]);
  });

  it('is not for commands that read the stores', async () => {
    const { code, stderr } = await overHttp(['checkpoints']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('checkpoints asks the stores: --api is for')]);
  });
});
