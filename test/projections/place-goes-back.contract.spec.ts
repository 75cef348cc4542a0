import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Projection, ProjectionsPlace } from './place-goes-back.contract.js';
import { placeGoesBackContract, PROJECTIONS } from './place-goes-back.contract.js';

const FILES: Readonly<Record<Projection, string>> = {
  'read models': 'read-models.db',
  'log tree': 'read-models.log-tree.db',
  'due list': 'read-models.due-list.db',
};

async function newPlace(): Promise<ProjectionsPlace> {
  const directory = await mkdtemp(join(tmpdir(), 'place-'));
  const open = (which: Projection) => new Database(join(directory, FILES[which]), { timeout: 5_000 });
  const dumpOf = (which: Projection): string => join(directory, `dump-${FILES[which]}`);
  return {
    url: `sqlite:${join(directory, 'read-models.db')}`,
    dump: async () => {
      for (const which of PROJECTIONS) {
        const db = open(which);
        db.prepare('VACUUM INTO ?').run(dumpOf(which));
        db.close();
      }
    },
    restore: async (projections) => {
      for (const which of projections) {
        const db = open(which);
        db.prepare('ATTACH ? AS dump').run(dumpOf(which));
        const tables = db.prepare(`SELECT name FROM dump.sqlite_schema WHERE type = 'table'`).pluck().all();
        db.transaction(() => {
          for (const table of tables as string[])
            db.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM dump.${table}`);
        }).immediate();
        db.close();
      }
    },
    remove: () => rm(directory, { recursive: true }),
  };
}

describe('projections in files whose place goes back under the follower', () => {
  placeGoesBackContract(newPlace);
});
