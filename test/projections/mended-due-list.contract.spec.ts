import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mendedDueListContract } from './mended-due-list.contract.js';

describe('a due list in a file that is not what the grants say', () => {
  mendedDueListContract(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mended-'));
    const url = `sqlite:${join(directory, 'read-models.db')}`;
    return { url, remove: () => rm(directory, { recursive: true }) };
  });
});
