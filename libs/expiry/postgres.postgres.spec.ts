import { newDatabase } from '../../test/engines/shared-postgres.js';
import { describeWith } from '../../test/engines/engines.js';
import type { DueListPlace } from './due-list.contract.js';
import { describeDueList } from './due-list.contract.js';
import { describeEveryExpiry } from './every-expiry.contract.js';
import { describeExpirySaga } from './expiry-saga.contract.js';
import { openDueList, openDueListQueries } from './open-due-list.js';

async function newPlace(): Promise<DueListPlace> {
  const { url, drop } = await newDatabase();
  return { open: () => openDueList(url), openQueries: () => openDueListQueries(url), remove: drop };
}

describeWith(['postgres'], 'with a server', () => {
  describeDueList('PostgreSQL', newPlace);
  describeExpirySaga('PostgreSQL', newPlace);
  describeEveryExpiry('PostgreSQL', newPlace);
});
