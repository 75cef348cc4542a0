import { describeWith } from '../engines/engines.js';
import { newDatabase, onServer } from '../engines/shared-postgres.js';
import { describeUpgrade, leftBehind } from './upgrade.contract.js';

describeWith(['postgres'], 'with a server', () => {
  let drop: () => Promise<void>;

  describeUpgrade('PostgreSQL', async () => {
    const database = await newDatabase();
    drop = database.drop;
    await onServer(database.url, (await leftBehind('postgres.sql')).toString());
    return database.url;
  });

  // After the service of the suite has stopped.
  afterAll(() => drop());
});
