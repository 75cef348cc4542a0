import { describeWith } from '../../test/engines/engines.js';
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
});
