import { describeWith } from '../../../test/engines/engines.js';
import { newDatabase } from '../../../test/engines/shared-postgres.js';
import { logTreeContract } from '../log-tree/log-tree.contract.js';
import { openLogTree, openLogTreeQueries } from '../open-log-tree.js';

describeWith(['postgres'], 'the tree of the log on PostgreSQL', () => {
  logTreeContract(async () => {
    const { url, drop } = await newDatabase();
    return { open: () => openLogTree(url), openQueries: () => openLogTreeQueries(url), remove: drop };
  });
});
