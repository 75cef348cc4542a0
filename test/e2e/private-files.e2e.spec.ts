import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { adminProcess } from '../support/admin-process.js';
import type { Directory } from './service-process.js';
import { embedded, runToEnd, ServiceProcess, temporaryDirectory } from './service-process.js';

let directory: Directory;
let umaskBefore: number;
beforeAll(async () => {
  directory = await temporaryDirectory();
  // What most systems give to a process: everybody may read.
  umaskBefore = process.umask(0o022);
});
afterAll(async () => {
  process.umask(umaskBefore);
  await directory.remove();
});

/** Everything below a directory that others than its owner may read, write or enter, with its mode. */
function open(path: string): string[] {
  const below = statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => open(join(path, name)))
    : [];
  const mode = statSync(path).mode & 0o777;
  return (mode & 0o077) === 0 ? below : [`${path} ${mode.toString(8)}`, ...below];
}

it('lets nobody else read the files of the service and of the command line', async () => {
  const data = join(directory.path, 'data');
  const exports = join(directory.path, 'exports');
  mkdirSync(exports, { mode: 0o700 });
  const env = { ...embedded(data), EVIDENCE_ORIGIN: 'log.example', CHECKPOINT_SECONDS: '1' };
  const service = await ServiceProcess.start(env);
  try {
    const workspace = { workspaceId: 'acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    expect((await service.command('update-acme', 'UpdateWorkspace', workspace)).status).toBe(200);
    const exported = [
      ['--format', 'bundle', '--out', join(exports, 'bundle')],
      ['--format', 'csv', '--workspace', 'acme', '--out', join(exports, 'trail.csv')],
      ['--format', 'ndjson', '--gzip', '--out', join(exports, 'events.ndjson.gz')],
    ];
    for (const args of exported) expect((await adminProcess(['export', ...args], env)).code).toBe(0);
    expect((await adminProcess(['replay', '--keep', join(exports, 'models')], env)).code).toBe(0);
    // While it runs, so that write-ahead logs are there.
    const names = readdirSync(data, { recursive: true }).map(String);
    for (const name of [
      'events.db',
      'events.db-wal',
      'events.db.lock',
      'read-models.db',
      'read-models.db-shm',
    ])
      expect(names).toContain(name);
    expect(names.some((name) => name.endsWith('.pem'))).toBe(true);
    expect(readdirSync(exports).sort()).toEqual(['bundle', 'events.ndjson.gz', 'models', 'trail.csv']);
    expect([...open(data), ...open(exports)]).toEqual([]);
  } finally {
    await service.stop();
  }
  expect(open(directory.path)).toEqual([]);
});

it.each(['EVENT_STORE_URL', 'READ_MODEL_URL'])(
  'ends a start with one sentence that names the directory that cannot be written: %s',
  async (variable) => {
    const env = { ...embedded(join(directory.path, 'other')), [variable]: 'sqlite:/proc/nowhere/some.db' };
    const { code, stderr } = await runToEnd('main.js', [], env);
    const lines = stderr.trim().split('\n');
    expect([code, lines]).toEqual([
      1,
      [
        expect.stringContaining(
          `support-access: configuration: ${variable} cannot be used: /proc/nowhere cannot be made: `,
        ),
      ],
    ]);
  },
  60_000,
);
