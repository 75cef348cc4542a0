import Database from 'better-sqlite3';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadModelUnavailableError, UnsupportedReadModelUrlError } from '#derived';
import { describeWorkspace, T0 } from './histories.contract.js';
import { openReadModelQueries, openReadModels } from './open-read-models.js';
import { SimulatedLog } from './simulated-log.contract.js';

describe('opening read models', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'open-read-models-'));
    file = join(directory, 'made', 'on demand', 'read-models.db');
  });

  afterEach(() => rm(directory, { recursive: true }));

  it.each(['postgres://admin:secret@:x/y', 'mysql://admin:secret@db/x', 'data/secret.db', 'sqlite:'])(
    'names the variable and not the value of what it cannot open: %s',
    async (url) => {
      for (const open of [openReadModels, openReadModelQueries]) {
        const failure = await open(url).then(String, (error: unknown) => error);
        expect(failure).toBeInstanceOf(UnsupportedReadModelUrlError);
        expect(String(failure)).toMatch(
          /^Error: READ_MODEL_URL: read models are kept in sqlite:<path> or postgres:/,
        );
        expect(String(failure)).not.toContain('secret');
      }
    },
  );

  it('lets the one who asks come first', async () => {
    const queries = await openReadModelQueries(`sqlite:${file}`);
    await expect(queries.position()).rejects.toThrow(ReadModelUnavailableError);
    await expect(queries.waitFor(0n, 100)).rejects.toThrow(ReadModelUnavailableError);
    const models = await openReadModels(`sqlite:${file}`);
    expect(await queries.position()).toBe(0n);
    await queries.close();
    await models.close();
  });

  it('empties a file of another version, to be filled again; who asks is told', async () => {
    const log = new SimulatedLog();
    describeWorkspace(log, 'acme', T0);
    const models = await openReadModels(`sqlite:${file}`);
    await models.apply(log.events, 7n);
    await models.close();
    const older = new Database(file);
    older.exec(
      'ALTER TABLE a_grants DROP COLUMN revoked_by; CREATE TABLE long_gone (x); PRAGMA user_version = 999',
    );
    older.close();

    const queries = await openReadModelQueries(`sqlite:${file}`);
    await expect(queries.position()).rejects.toThrow(
      'its tables are of version 999; this release reads version 7',
    );
    const again = await openReadModels(`sqlite:${file}`);
    expect(await again.bookmark()).toEqual({ position: 0n });
    await again.apply(log.events, 7n);
    expect((await queries.auditTrail({ workspaceId: 'acme', asAuditor: true })).entries).not.toEqual([]);
    await queries.close();
    await again.close();
  });
});
