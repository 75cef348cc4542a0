import { jest } from '@jest/globals';
import { newDatabase } from '../../test/engines/shared-postgres.js';
import { describeWith } from '../../test/engines/engines.js';
import type { DueListPlace } from './due-list.contract.js';
import { describeDueList } from './due-list.contract.js';
import { describeExpirySaga } from './expiry-saga.contract.js';
import { openDueList, openDueListQueries } from './open-due-list.js';

// Each case asks a server many times, and shares it and the machine with other suites.
jest.setTimeout(240_000);

async function newPlace(): Promise<DueListPlace> {
  const { url, drop } = await newDatabase();
  return { open: () => openDueList(url), openQueries: () => openDueListQueries(url), remove: drop };
}

describeWith(['postgres'], 'with a server', () => {
  describeDueList('PostgreSQL', newPlace);
  describeExpirySaga('PostgreSQL', newPlace);
});
