import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEventReader, openEventStore } from '#event-store';
import type { Manifest } from '#evidence';
import { CheckpointKeys, parseVkeys, verifyBundle } from '#evidence';
import { parseConfig } from '#config';
import { BulkLog } from '../../bench/raw/bulk-log.js';
import { workspaceIds } from '../../bench/workload/commands.js';
import { interleaved } from '../../bench/workload/history.js';
import { appendSample } from '../../apps/admin/export/spec/sample-log.js';
import type { Directory } from '../e2e/service-process.js';
import { embedded, temporaryDirectory } from '../e2e/service-process.js';
import { adminProcess, launchAdmin } from '../support/admin-process.js';
import type { Program } from '../support/program.js';
import { Random } from '../support/random.js';
import { SEED, seeded } from '../support/seed.js';

const KILLS = 8;
const random = new Random(SEED);

let directory: Directory;
let env: Record<string, string>;
beforeEach(async () => {
  directory = await temporaryDirectory();
  env = { ...embedded(directory.path), EVIDENCE_ORIGIN: 'support.example.com/log' };
});
afterEach(() => directory.remove());

/** Once to its end. @returns how many lines of progress it prints */
async function uninterrupted(args: readonly string[], out: string): Promise<number> {
  const { code, stderr } = await adminProcess(['export', ...args, '--out', out], env);
  expect([code, stderr]).toEqual([0, expect.stringContaining(`in ${out}.`)]);
  return linesOf(stderr);
}

const linesOf = (stderr: string): number => stderr.match(/^(Events|Proofs) \d+\/\d+$/gm)?.length ?? 0;

/** Kills it some moments after it has printed so many lines of progress, if it lives as long. */
function killAfter(program: Program, lines: number): void {
  let stderr = '';
  program.child.stderr!.on('data', (text: Buffer | string) => {
    stderr += String(text);
    if (linesOf(stderr) >= lines) setTimeout(() => program.child.kill('SIGKILL'), random.int(0, 40));
  });
}

/**
 * Killed at any moment, again and again; then left alone.
 * @param check that what has the name is complete, also when it got it right before its end. @returns how often it went on where it had been
 */
async function killed(
  args: readonly string[],
  out: string,
  { lines, check }: { lines: number; check: () => void },
): Promise<number> {
  let resumed = 0;
  for (let kills = 0; ; kills++) {
    const program = launchAdmin(['export', ...args, '--out', out], env);
    if (kills < KILLS) killAfter(program, random.int(1, lines));
    const { code, stderr } = await program.toEnd();
    if (stderr.includes('Goes on after')) resumed += 1;
    if (program.child.signalCode === 'SIGKILL') {
      if (!existsSync(out)) continue;
      check();
      rmSync(out, { recursive: true });
      continue;
    }
    expect([code, stderr]).toEqual([0, expect.stringContaining(`in ${out}.`)]);
    check();
    return resumed;
  }
}

/** 150,000 events. */
const fillLog = (): Promise<void> =>
  BulkLog.write(
    join(directory.path, 'events.db'),
    interleaved(workspaceIds(1_000), 150, Date.parse('2026-08-01T00:00:00Z')),
  );

describe('kill -9 at any moment', () => {
  it.each([
    ['ndjson', 'events.ndjson'],
    ['csv', 'trail.csv.gz'],
  ])(
    'of an export as %s: the next one goes on, and the file is the same',
    seeded(async (_seed, format, name) => {
      await fillLog();
      const whole = join(directory.path, 'whole');
      const args = ['--format', format, ...(name.endsWith('.gz') ? ['--gzip'] : [])];
      const lines = await uninterrupted(args, whole);
      const out = join(directory.path, name);
      const check = (): void => expect(readFileSync(out).equals(readFileSync(whole))).toBe(true);
      const resumed = await killed(args, out, { lines, check });
      expect(resumed).toBeGreaterThan(0);
      expect(readdirSync(directory.path).filter((file) => file.includes('.part'))).toEqual([]);
    }),
    180_000,
  );

  it(
    'of a bundle: the next one goes on, and it verifies whole',
    seeded(async () => {
      const store = await openEventStore(env['EVENT_STORE_URL']!);
      const workspaces = Array.from({ length: 50 }, (_, i) => `workspace-${i}`);
      await appendSample(store, workspaces, 15_000, new Random(SEED));
      await store.close();
      const { evidence, evidenceOrigin } = parseConfig(env);
      const keys = await CheckpointKeys.open(evidenceOrigin, evidence);
      const args = ['--format', 'bundle', '--from', '0'];
      const [whole, out] = [join(directory.path, 'whole'), join(directory.path, 'evidence')];
      // Once before, for the tree and the checkpoint.
      await uninterrupted(args, whole);
      rmSync(whole, { recursive: true });
      const lines = await uninterrupted(args, whole);
      const check = (): void => {
        for (const file of ['events.ndjson', 'proofs.ndjson', 'checkpoint.txt'])
          expect([file, readFileSync(join(out, file)).equals(readFileSync(join(whole, file)))]).toEqual([
            file,
            true,
          ]);
      };
      await killed(args, out, { lines, check });
      const told = (bundle: string) =>
        JSON.parse(readFileSync(join(bundle, 'manifest.json'), 'utf8')) as Manifest;
      expect({ ...told(out), createdAt: '' }).toEqual({ ...told(whole), createdAt: '' });
      expect(await verifyBundle(out, { vkeys: parseVkeys(keys.vkeyDocument) })).toMatchObject({
        verdict: 'whole',
        events: 15_000,
      });
    }),
    600_000,
  );
});

describe('Ctrl-C', () => {
  it('leaves what is complete, says how to go on, and goes on', async () => {
    await fillLog();
    const out = join(directory.path, 'events.ndjson');
    const args = ['export', '--format', 'ndjson', '--out', out];
    const program = launchAdmin(args, env);
    program.child.stderr!.on('data', (text: Buffer | string) => {
      if (/^Events [5-9]\d{4}\//m.test(String(text))) program.child.kill('SIGINT');
    });
    const { code, stderr } = await program.toEnd();
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted: the same command goes on from here.');
    expect(existsSync(out)).toBe(false);
    const again = await adminProcess(args, env);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(/Goes on after \d+ events/) });
    const reader = await openEventReader(env['EVENT_STORE_URL']!);
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(Number(await reader.head()) + 1);
    await reader.close();
  });
});
