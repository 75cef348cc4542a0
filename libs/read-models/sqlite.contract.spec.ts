import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadModelQueries, openReadModels } from './open-read-models.js';
import { describeReadModels } from './read-models.contract.js';

describeReadModels('SQLite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'read-models-'));
  const url = `sqlite:${join(directory, 'read-models.db')}`;
  return {
    open: () => openReadModels(url),
    openQueries: () => openReadModelQueries(url),
    remove: () => rm(directory, { recursive: true }),
  };
});
