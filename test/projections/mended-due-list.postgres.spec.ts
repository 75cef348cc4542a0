import { describeWith } from '../engines/engines.js';
import { newDatabase } from '../engines/shared-postgres.js';
import { mendedDueListContract } from './mended-due-list.contract.js';

describeWith(['postgres'], 'a due list in PostgreSQL that is not what the grants say', () => {
  mendedDueListContract(async () => {
    const { url, drop } = await newDatabase();
    return { url, remove: drop };
  });
});
