import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DueListPlace } from './due-list.contract.js';
import { describeDueList } from './due-list.contract.js';
import { describeEveryExpiry } from './every-expiry.contract.js';
import { describeExpirySaga } from './expiry-saga.contract.js';
import { openDueList, openDueListQueries } from './open-due-list.js';

async function newPlace(): Promise<DueListPlace> {
  const directory = await mkdtemp(join(tmpdir(), 'due-list-'));
  const url = `sqlite:${join(directory, 'made', 'on demand', 'read-models.db')}`;
  return {
    open: () => openDueList(url),
    openQueries: () => openDueListQueries(url),
    remove: () => rm(directory, { recursive: true }),
  };
}

describeDueList('SQLite', newPlace);
describeExpirySaga('SQLite', newPlace);
describeEveryExpiry('SQLite', newPlace);
