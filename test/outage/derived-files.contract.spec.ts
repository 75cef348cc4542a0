import {
  existsSync,
  mkdtempSync,
  renameSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { openDueList } from '#expiry';
import { openFollowerPosition } from '#derived';
import { openLogTree } from '#evidence';
import { openReadModelQueries, openReadModels } from '#read-models';
import { describeWorkspace, T0 } from '../../libs/read-models/histories.contract.js';
import { SimulatedLog } from '../../libs/read-models/simulated-log.contract.js';

let directory: string;
let warnings: unknown[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'derived-files-'));
  warnings = [];
  jest.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(warning));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const url = (): string => `sqlite:${join(directory, 'read-models.db')}`;

/** Makes the file, or uses it, and lets go of it. */
const FILES: [string, use: () => Promise<void>][] = [
  ['read-models.db', async () => (await openReadModels(url())).close()],
  ['read-models.log-tree.db', async () => (await openLogTree(url())).close()],
  ['read-models.positions.db', async () => (await openFollowerPosition(url(), 'publisher')).close()],
  ['read-models.due-list.db', async () => (await openDueList(url())).close()],
];

const DAMAGE: [string, (file: string) => void][] = [
  ['garbage', (file) => writeFileSync(file, 'Dear diary, '.repeat(1_000))],
  ['cut', (file) => truncateSync(file, statSync(file).size - 4_096)],
  ['cut within its first page', (file) => truncateSync(file, 1_000)],
  [
    'of another program',
    (file) => {
      rmSync(file);
      const db = new Database(file);
      db.exec("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')");
      db.close();
    },
  ],
];

describe.each(FILES)('%s', (name, use) => {
  it.each(DAMAGE)('is set aside under another name and made anew when it is %s', async (_, damage) => {
    await use();
    const file = join(directory, name);
    expect(readdirSync(directory)).toContain(name);
    damage(file);
    const before = readFileSync(file);
    await use();
    expect(warnings).toEqual([expect.stringContaining(file)]);
    const aside = readdirSync(directory).filter((each) => each.startsWith(`${name}.damaged-`));
    expect(aside.filter((each) => each.endsWith('Z'))).toHaveLength(1);
    expect(
      readFileSync(
        join(
          directory,
          aside.find((each) => each.endsWith('Z'))!,
        ),
      ).equals(before),
    ).toBe(true);
    await use();
    expect(warnings).toHaveLength(1);
  });
});

const TAKEN: [string, (file: string) => void][] = [
  ['renamed', (file) => renameSync(file, `${file}.mine`)],
  ['deleted', (file) => rmSync(file)],
  ['replaced', (file) => (renameSync(file, `${file}.mine`), writeFileSync(file, ''))],
];

describe.each([
  ['read-models.db', openReadModels],
  ['read-models.log-tree.db', openLogTree],
  ['read-models.due-list.db', openDueList],
])('%s', (name, open) => {
  it.each(TAKEN)(
    'is not written any more when it was %s, and made anew by who opens it next',
    async (_, take) => {
      const log = new SimulatedLog();
      describeWorkspace(log, 'acme', T0);
      const target = await open(url());
      take(join(directory, name));
      await expect(target.apply(log.events, 7n)).rejects.toMatchObject({ code: 'READ_MODEL_REPLACED' });
      await target.close();
      const again = await open(url());
      await again.apply(log.events, 7n);
      expect((await again.bookmark()).position).toBe(7n);
      await again.close();
    },
  );
});

it('is not read any more once it was set aside', async () => {
  const models = await openReadModels(url());
  const log = new SimulatedLog();
  describeWorkspace(log, 'acme', T0);
  await models.apply(log.events, 7n);
  const queries = await openReadModelQueries(url());
  expect(await queries.position()).toBe(7n);
  await models.close();
  const file = join(directory, 'read-models.db');
  for (const companion of ['', '-wal', '-shm'])
    if (existsSync(file + companion)) renameSync(file + companion, `${file}.aside${companion}`);
  const again = await openReadModels(url());
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await queries.position()).toBe(0n);
  await queries.close();
  await again.close();
});
