import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '#event-store';
import { Random } from '../../test/support/random.js';
import { allEvents, appendSample, grantOf } from './export/spec/sample-log.js';
import { createProgram } from './program.js';
import { runCommand } from './run-command.js';
import { FakeCli } from './spec/fake-cli.js';

let directory: string;
let env: Record<string, string>;
/** Where the log ends. */
let end: bigint;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'admin-'));
  env = {
    EVENT_STORE_URL: `sqlite:${join(directory, 'events.db')}`,
    READ_MODEL_URL: `sqlite:${join(directory, 'models.db')}`,
    DEV_KEYS_DIR: join(directory, 'dev-keys'),
  };
  const store = await openEventStore(env['EVENT_STORE_URL']!);
  await appendSample(store, ['acme'], 20, new Random(1));
  end = (await allEvents(store)).at(-1)!.position;
  await store.close();
});
afterAll(() => rmSync(directory, { recursive: true }));

async function run(...args: string[]) {
  const cli = new FakeCli(env);
  await runCommand(cli, args);
  return { code: cli.exitCode, stdout: cli.bytes.toString(), said: cli.said };
}
const refusal = (sentence: string) => ({ code: 2, stdout: '', said: [`support-access: ${sentence}`] });

describe('an unknown workspace is exit code 2 and one sentence', () => {
  it.each([
    [['as-of', 'now', '--workspace', 'nobody']],
    [['as-of', 'now', '--workspace', 'nobody', '--json']],
    [['as-of', '2026-11-01T00:00:00Z', '--workspace', 'nobody', '--format', 'csv']],
    [['timeline', 'nobody']],
    [['timeline', 'nobody', '--json']],
    [['report', 'g1', '--workspace', 'nobody']],
    [['export', '--format', 'csv', '--workspace', 'nobody']],
    [['export', '--format', 'csv', '--workspace', 'nobody', '--grant', 'g1']],
  ])('%j', async (args) =>
    expect(await run(...args)).toEqual(refusal('there is no workspace nobody in the log')),
  );

  it('and a workspace before its first event is known', async () =>
    expect(await run('as-of', '2020-01-01T00:00:00Z', '--workspace', 'acme')).toMatchObject({
      code: 0,
      stdout: '',
    }));
});

describe('an export of what there is not', () => {
  it('from past the end of the log is exit code 2 and one sentence', async () => {
    const from = (position: bigint) => run('export', '--format', 'ndjson', '--from', `${position}`);
    const sentence = `--from: the log ends at position ${end}`;
    expect((await from(end)).stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(await from(end + 1n)).toEqual(refusal(sentence));
    expect(await from(end + 1_000n)).toEqual(refusal(sentence));
    expect(await run('export', '--format', 'csv', '--from', '2100-01-01T00:00:00Z')).toEqual(
      refusal('--from: 2100-01-01T00:00:00.000Z is in the future'),
    );
  });

  it.each([
    ['ndjson', ['--from', '1000000']],
    ['bundle', ['--from', '1000000']],
    ['csv', ['--workspace', 'nobody']],
    ['bundle', ['--workspace', 'acme', '--grant', 'nothing']],
  ])('as %s with %j leaves nothing behind', async (format, args) => {
    const out = join(mkdtempSync(join(directory, 'out-')), 'export');
    expect(await run('export', '--format', format, ...args, '--out', out)).toMatchObject({ code: 2 });
    expect(readdirSync(join(out, '..'))).toEqual([]);
  });
});

describe('--format and --json', () => {
  it('are options of every command that prints results; export names what an event becomes', async () => {
    const program = await createProgram(new FakeCli(), []);
    const leaves = program.commands.flatMap((command) =>
      command.commands.length > 0 ? [...command.commands] : [command],
    );
    const formats = leaves.map((command) => [
      command.name(),
      command.options.find(({ long }) => long === '--format')?.argChoices?.join('|'),
      command.options.some(({ long }) => long === '--json'),
    ]);
    expect(formats).toEqual([
      ['status', 'text|json', true],
      ['as-of', 'text|json|ndjson|csv', true],
      ['timeline', 'text|json|ndjson|csv', true],
      ['report', 'html|json|csv', true],
      ['verify', 'text|json', true],
      ['checkpoints', 'text|json|ndjson|csv', true],
      ['replay', 'text|json', true],
      // It prints a sentence for people alone.
      ['rebuild', undefined, false],
      ['export', 'bundle|cloudevents|ocsf|cadf|csv|ndjson', false],
      ['copy-events', 'text|json', true],
      ['requests', 'text|json|ndjson|csv', true],
      ['sessions', 'text|json|ndjson|csv', true],
      ['close-ticket', 'text|json|ndjson|csv', true],
      ['close-engineer', 'text|json|ndjson|csv', true],
      ['due', 'text|json|ndjson|csv', true],
      ['list', 'text|json|ndjson|csv', true],
      ['show', 'text|json', true],
      ['retry', 'text|json|ndjson|csv', true],
      ['discard', 'text|json|ndjson|csv', true],
      ['token', 'text|json', true],
    ]);
  });

  it.each([
    [['timeline', 'acme']],
    [['as-of', '2026-11-01T00:05:00Z', '--workspace', 'acme']],
    [['report', grantOf('acme', 1), '--no-wait']],
    [['status']],
  ])('%j: both are the same JSON', async (args) => {
    const [long, short] = [await run(...args, '--format', 'json'), await run(...args, '--json')];
    const keys = (text: string): string[] => Object.keys(JSON.parse(text) as object);
    expect(short.code).toBe(long.code);
    expect(keys(short.stdout)).toEqual(keys(long.stdout));
    expect((await run(...args)).stdout).not.toBe(long.stdout);
  });

  it('a token is a line, or a member of a JSON object', async () => {
    expect((await run('token', 'owner', 'olivia')).stdout).toMatch(/^ey\S+\n$/);
    expect(JSON.parse((await run('token', 'owner', 'olivia', '--json')).stdout)).toEqual({
      token: expect.stringMatching(/^ey\S+$/),
    });
  });

  it.each([
    [['timeline', 'acme', '--json', '--format', 'csv'], 'csv'],
    [['status', '--format', 'text', '--json'], 'text'],
  ])('%j contradict each other', async (args, format) =>
    expect(await run(...args)).toEqual(refusal(`--json and --format ${format} exclude each other`)),
  );

  it('a format that there is not is told with those that there are', async () => {
    const { code, stdout, said } = await run('status', '--format', 'csv');
    expect([code, stdout]).toEqual([2, '']);
    expect(said.join('\n')).toContain('Allowed choices are text, json.');
  });
});
