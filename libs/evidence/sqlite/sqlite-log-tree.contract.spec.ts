import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logTreeContract } from '../log-tree/log-tree.contract.js';
import { openLogTree, openLogTreeQueries } from '../open-log-tree.js';

describe('the tree of the log on SQLite', () => {
  logTreeContract(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'log-tree-'));
    const url = `sqlite:${join(directory, 'read-models.db')}`;
    return {
      open: () => openLogTree(url),
      openQueries: () => openLogTreeQueries(url),
      remove: () => rm(directory, { recursive: true }),
    };
  });
});
