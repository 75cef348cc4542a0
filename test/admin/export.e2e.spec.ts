import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { toInstant } from '#domain';
import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { admin } from '../support/admin.js';
import { adminProcess, inShell } from '../support/admin-process.js';

const ORIGIN = 'support.example.com/log';
const OWNER = { id: 'olivia', kind: 'user' };
const ENGINEER = { id: 'erin', name: '=HYPERLINK("http://evil.example")' };

let directory: Directory;
let env: Record<string, string>;
let service: ServiceProcess;
let grantId: string;
/** Of the events; between them a checkpoint may have one of its own. */
let positions: string[];
const startedAt = toInstant(Date.now());

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = { ...embedded(directory.path), EVIDENCE_ORIGIN: ORIGIN, CHECKPOINT_SECONDS: '1' };
  service = await ServiceProcess.start(env);
  for (const workspaceId of ['acme', 'globex', 'initech'])
    await service.command(`update-${workspaceId}`, 'UpdateWorkspace', {
      workspaceId,
      tier: 'business',
      forcedSso: false,
      ownerIds: ['olivia'],
    });
  await service.command('grant-1', 'GrantSupportAccess', { workspaceId: 'acme', actor: OWNER });
  await service.command('grant-2', 'GrantSupportAccess', { workspaceId: 'globex', actor: OWNER });
  for (let n = 0; n < 5; n++)
    await service.command(`login-${n}`, 'RecordSupportLogin', { workspaceId: 'acme', engineer: ENGINEER });
  await service.command('revoke-1', 'RevokeSupportAccess', { workspaceId: 'acme', actor: OWNER });
  const lines = (await admin(['export', '--format', 'ndjson', '--workspace', 'acme'], env)).stdout.split(
    '\n',
  );
  grantId = (JSON.parse(lines[1]!) as { data: { grantId: string } }).data.grantId;
  const { events } = (await service.get('/v1/events', service.token('auditor'))).body as {
    events: { position: string }[];
  };
  positions = events.map(({ position }) => position);
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
});

/** All that a verifier gets: a folder with the bundle and the key, and nothing of the installation. */
async function verifyElsewhere(bundle: string, change: (folder: string) => void = () => undefined) {
  const elsewhere = await temporaryDirectory();
  try {
    cpSync(bundle, join(elsewhere.path, 'bundle'), { recursive: true });
    const vkey = (await service.get('/.well-known/support-access-vkey')).body as string;
    writeFileSync(join(elsewhere.path, 'vkey'), vkey);
    change(join(elsewhere.path, 'bundle'));
    return await inShell(`cd '${elsewhere.path}' && support-access verify bundle --vkey vkey --json`);
  } finally {
    await elsewhere.remove();
  }
}

const flipOneByte = (file: string): void => {
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  writeFileSync(file, bytes);
};

const scopes: [string, () => string[], number][] = [
  ['the log', () => [], 16],
  ['a workspace', () => ['--workspace', 'acme'], 13],
  ['a grant', () => ['--grant', grantId], 12],
  ['a span of time', () => ['--from', startedAt], 16],
  ['a span of positions', () => ['--from', positions[2]!, '--to', positions[8]!], 7],
];

describe('a bundle of a running service', () => {
  it.each(scopes)('%s: verifies whole, and one byte changed is found', async (name, args, count) => {
    const out = join(directory.path, name.replaceAll(' ', '-'));
    const { code, stdout, stderr } = await admin(
      ['export', '--format', 'bundle', ...args(), '--out', out],
      env,
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining(`${count} events, `),
    });
    const whole = await verifyElsewhere(out);
    expect({ ...whole, stdout: JSON.parse(whole.stdout) }).toMatchObject({
      code: 0,
      stdout: { verdict: 'whole', events: count },
    });
    const changed = await verifyElsewhere(out, (folder) => flipOneByte(join(folder, 'events.ndjson')));
    expect(JSON.parse(changed.stdout)).toMatchObject({ verdict: 'damaged' });
    expect(changed.code).toBe(1);
  });
});

describe('to standard output', () => {
  it('results go there and everything else to standard error', async () => {
    const { code, stdout, stderr } = await admin(['export', '--format', 'csv', '--workspace', 'acme'], env);
    expect(code).toBe(0);
    expect(stdout.split('\r\n')).toHaveLength(15);
    expect(stdout).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(stderr).toBe('13 events, 0.0 MiB.\n');
  });

  it('compressed, in a pipe', async () => {
    const { stdout } = await inShell(
      'support-access export --format ocsf --gzip | gunzip | grep -c \'"class_uid":3002\'',
      env,
    );
    expect(stdout).toBe('10\n');
  });

  it('a reader who goes away is not complained to', async () => {
    const { stdout, stderr } = await inShell('support-access export --format ndjson 2>&1 | head -c 10', env);
    expect({ stdout, stderr }).toEqual({ stdout: '{"data":{"', stderr: '' });
  });
});

it('is compressed when the file is named so', async () => {
  const out = join(directory.path, 'events.ndjson.gz');
  expect(await admin(['export', '--format', 'ndjson', '--out', out], env)).toMatchObject({ code: 0 });
  expect(gunzipSync(readFileSync(out)).toString().split('\n')).toHaveLength(17);
});

describe('a mistake', () => {
  const out = (name: string): string => join(directory.path, name);
  it.each([
    [['--format', 'bundle'], 'a bundle is a directory: --out names it'],
    [['--format', 'bundle', '--out', 'x.gz'], 'the files of a bundle are not compressed'],
    [['--format', 'pdf'], "option '--format <format>' argument 'pdf' is invalid"],
    [[], "required option '--format <format>' not specified"],
    [['--format', 'csv', '--from', '5', '--to', '2026-11-22T00:00:00Z'], 'both instants or both positions'],
    [['--format', 'csv', '--workspace', 'nobody'], 'there is no workspace nobody in the log'],
    [['--format', 'csv', '--grant', 'nothing'], 'there is no grant nothing in the log'],
  ])('%j is told, exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await admin(['export', ...args], env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('a file that is there is told, and stays', async () => {
    mkdirSync(out('taken'));
    const { code, stderr } = await admin(['export', '--format', 'csv', '--out', out('taken')], env);
    expect(code).toBe(2);
    expect(stderr).toBe(`support-access: ${out('taken')} exists already; --force replaces it\n`);
  });

  it('no key for a workspace is told by its name', async () => {
    const elsewhere = { ...env, DEV_KEYS_DIR: join(directory.path, 'no-keys') };
    const args = ['export', '--format', 'bundle', '--workspace', 'acme', '--out', out('unsigned')];
    const { code, stderr } = await admin(args, elsewhere);
    expect([code, stderr]).toEqual([2, expect.stringContaining('EVIDENCE_SIGNING_KEY')]);
  });
});

/** Last, since the log grows. */
describe('while commands come in', () => {
  it.each([
    ['the-log', [] as string[]],
    ['a-span', ['--from', startedAt]],
  ])('%s is a bundle that verifies whole', async (id, args) => {
    let running = true;
    const commanding = (async () => {
      const statuses: number[] = [];
      while (running) {
        const sent = statuses.length;
        const data = { workspaceId: `busy-${sent % 5}`, tier: 'team', forcedSso: false, ownerIds: [] };
        const { status } = await service.command(`${id}-${sent}`, 'UpdateWorkspace', data);
        statuses.push(status);
      }
      return statuses;
    })();
    const out = join(directory.path, `busy-${id}`);
    // Not in this process, which sends the commands.
    const exported = await adminProcess(['export', '--format', 'bundle', ...args, '--out', out], env);
    running = false;
    const statuses = await commanding;
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(exported).toMatchObject({ code: 0 });
    const { code, stdout } = await verifyElsewhere(out);
    const { verdict, events } = JSON.parse(stdout) as { verdict: string; events: number };
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'whole' });
    expect(exported.stderr).toContain(`${events} events, `);
  });
});
