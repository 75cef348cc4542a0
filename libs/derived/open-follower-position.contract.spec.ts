import Database from 'better-sqlite3';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followerPositionContract } from './follower-position.contract.js';

describe('the places of followers in a file', () => {
  followerPositionContract(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'follower-position-'));
    const made = join(directory, 'made', 'on demand');
    return {
      url: `sqlite:${join(made, 'read-models.db')}`,
      async run(sql) {
        const db = new Database(join(made, 'read-models.positions.db'));
        db.exec(sql);
        db.close();
      },
      remove: () => rm(directory, { recursive: true }),
    };
  });
});
