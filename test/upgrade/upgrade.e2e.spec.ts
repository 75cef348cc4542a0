import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeUpgrade, leftBehind } from './upgrade.contract.js';

describeUpgrade('SQLite', async (directory) => {
  for (const file of ['read-models.db', 'read-models.due-list.db'])
    await writeFile(join(directory, file), await leftBehind(file));
  return `sqlite:${join(directory, 'read-models.db')}`;
});
