import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { generateKeyPairSync } from 'node:crypto';
import type { CheckpointKeys } from '#evidence';
import { NoteSigner } from '#evidence';
import type { Directory, Json } from '../e2e/service-process.js';
import { embedded, temporaryDirectory } from '../e2e/service-process.js';
import { admin } from '../support/admin.js';
import { makeCheckpoint } from '../support/checkpointed-log.js';
import { fillLog } from '../support/filled-log.js';
import { LogCopy } from '../support/log-copy.js';

let directory: Directory;
let env: Record<string, string>;
let keys: CheckpointKeys;
let note: string;
let vkeys: string;
let log: LogCopy;

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = { ...embedded(directory.path), EVIDENCE_ORIGIN: 'log.example/verify' };
  await fillLog(env['EVENT_STORE_URL']!, 8);
  ({ note, keys } = await makeCheckpoint(env));
  log = await LogCopy.read(env['EVENT_STORE_URL']!);
  vkeys = join(directory.path, 'vkeys.txt');
  await writeFile(vkeys, keys.vkeyDocument);
});
afterAll(() => directory.remove());

/** A copy of the store with its key, to be tampered with. */
async function copyOf(name: string): Promise<{ file: string; env: Record<string, string> }> {
  const path = join(directory.path, name);
  await mkdir(path);
  const file = join(path, 'events.db');
  await copyFile(join(directory.path, 'events.db'), file);
  return { file, env: { ...env, ...embedded(path) } };
}

/**
 * What somebody with the file and a SQLite shell does: no code of ours, and no trigger of ours. Where there is no such shell
 * on the machine the same statements go in through the library, which is said.
 */
function tamper(file: string, statements: string): void {
  const drop = 'DROP TRIGGER events_refuse_update; DROP TRIGGER events_refuse_delete;';
  const shell = spawnSync('sqlite3', [file, `${drop} ${statements}`], { encoding: 'utf8' });
  if (shell.error === undefined) {
    if (shell.status !== 0) throw new Error(shell.stderr);
    return;
  }
  process.stderr.write('There is no sqlite3 on this machine: the file is edited by better-sqlite3.\n');
  const db = new Database(file);
  db.exec(`${drop} ${statements}`);
  db.close();
}

const verdict = async (of: Record<string, string>, args: string[], code: number): Promise<Json> => {
  const { code: found, stdout, stderr } = await admin(['verify', '--json', ...args], of);
  expect([found, stderr]).toEqual([code, expect.stringMatching(/^(Verifying|$)/)]);
  return JSON.parse(stdout);
};

describe('of a store that nobody touched', () => {
  it('says that it is whole, and says what is proven and what is not excluded', async () => {
    const { code, stdout, stderr } = await admin(['verify', '--vkey', vkeys], env);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^WHOLE\n\nProven:\n- All \d+ events .*\n\nNot excluded:\n- /s);
    expect(stderr).toMatch(/^Verifying \d+\/\d+$/m);
    const found = await verdict(env, ['--vkey', keys.signer.vkey], 0);
    expect(found).toMatchObject({
      verdict: 'whole',
      events: log.events.length,
      checkpoint: { origin: 'log.example/verify', size: log.events.length },
    });
  });

  it('without --vkey it is checked with its own key, and that is said', async () => {
    const { code, stderr } = await admin(['verify'], env);
    expect(code).toBe(0);
    expect(stderr).toContain('Checked with the key that signs for this log, which is here');
  });

  it('with the key of another it cannot be told, exit code 2', async () => {
    const other = new NoteSigner('log.example/verify', generateKeyPairSync('ed25519').privateKey);
    const found = await verdict(env, ['--vkey', other.vkey], 2);
    expect(found).toMatchObject({ verdict: 'unknown', doubt: { kind: 'UNKNOWN_KEY' }, proven: [] });
    const text = await admin(['verify', '--vkey', other.vkey], env);
    expect([text.code, text.stdout.split('\n')[0]]).toEqual([2, 'COULD NOT TELL']);
  });
});

describe('of a store that was edited behind its back', () => {
  it('a changed event is found, and where', async () => {
    const { file, env: edited } = await copyOf('edited');
    const victim = log.events.findLast(({ type }) => type === 'SupportLogin')!;
    tamper(
      file,
      `UPDATE events SET data = replace(data, '"engineer":{', '"engineer":{"email":"x@y.z",') WHERE id = '${victim.id}';`,
    );
    const found = await verdict(edited, ['--vkey', vkeys], 1);
    expect(found).toMatchObject({
      verdict: 'damaged',
      damage: { kind: 'CHAIN_BROKEN', where: { stream: victim.stream, revision: victim.revision } },
      proven: [],
    });
    const text = await admin(['verify', '--vkey', vkeys], edited);
    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(
      /^DAMAGED\nCHAIN_BROKEN: .*\nFirst found at event \d+ of the log, stream supportAccess-/,
    );
  });

  it('an event that was taken out is found', async () => {
    const { file, env: edited } = await copyOf('deleted');
    const victim = log.events.find(({ type }) => type === 'SupportAccessDenied')!;
    tamper(file, `DELETE FROM events WHERE id = '${victim.id}';`);
    const found = await verdict(edited, ['--vkey', vkeys], 1);
    expect(found.damage.kind).toMatch(/^(EVENT_MISSING|TAIL_MISSING|ROOT_MISMATCH|CHAIN_BROKEN)$/);
  });

  it('a log whose end was cut off, with its checkpoints, is found by one that was kept', async () => {
    const { file, env: edited } = await copyOf('cut');
    const kept = join(directory.path, 'kept.txt');
    await writeFile(kept, note);
    const last = log.events.at(-4)!.position;
    // The checkpoints are in the same file, and gone with it.
    tamper(file, `DELETE FROM events WHERE position > ${last};`);
    const found = await verdict(edited, ['--vkey', vkeys, '--known-checkpoint', kept], 1);
    expect(found).toMatchObject({ verdict: 'damaged', damage: { kind: 'TAIL_MISSING' } });
  });
});

describe('a mistake', () => {
  it.each([
    [
      ['verify', '--vkey', 'nothing'],
      "option '--vkey <key or file>' argument 'nothing' is invalid. It cannot be read (ENOENT)",
    ],
    [['verify', '--vkey', 'a+00000000+AAAA'], "option '--vkey <key or file>' argument"],
    [
      ['verify', '--known-checkpoint', 'none'],
      "option '--known-checkpoint <file>' argument 'none' is invalid",
    ],
    [['verify', '.'], '--vkey is required'],
    [['verify', '--receipt', 'x'], '--vkey is required'],
  ])('%j is told, exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await admin(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('of a receipt', () => {
  it('says who signed what, and finds a change', async () => {
    const file = join(directory.path, 'receipt.txt');
    const { stdout } = await admin(['replay', '--until', `${log.events.at(-1)!.position}`], env);
    await writeFile(file, stdout);
    const found = await admin(['verify', '--receipt', file, '--vkey', vkeys, '--json'], env);
    expect(found.code).toBe(0);
    expect(JSON.parse(found.stdout)).toMatchObject({ origin: 'log.example/verify', size: log.events.length });
    expect((await admin(['verify', '--receipt', file, '--vkey', vkeys])).stdout).toMatch(
      /^SIGNED\norigin {3}log\.example\/verify\n/,
    );
    await writeFile(file, stdout.replace(/^size \d+/m, 'size 1'));
    const changed = await admin(['verify', '--receipt', file, '--vkey', vkeys]);
    expect([changed.code, changed.stdout]).toEqual([1, '']);
    expect(changed.stderr).toContain('has not signed this text');
  });
});
