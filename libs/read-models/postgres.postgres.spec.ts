import { describeWith } from '../../test/engines/engines.js';
import { newDatabase } from '../../test/engines/shared-postgres.js';
import { logTreeContract } from './log-tree.contract.js';
import { openLogTree, openLogTreeQueries } from './open-log-tree.js';
import { openReadModelQueries, openReadModels } from './open-read-models.js';
import { suiteDatabase } from './postgres/postgres-place.contract.js';
import { describeReadModels } from './read-models.contract.js';

describeWith(['postgres'], 'with a server', () => {
  const database = suiteDatabase();

  describeReadModels('PostgreSQL', async () => ({
    open: () => openReadModels(database.url()),
    openQueries: () => openReadModelQueries(database.url()),
    remove: () => database.empty(),
  }));

  describe('the tree of the log on PostgreSQL', () => {
    logTreeContract(async () => {
      const { url, drop } = await newDatabase();
      return { open: () => openLogTree(url), openQueries: () => openLogTreeQueries(url), remove: drop };
    });
  });
});
