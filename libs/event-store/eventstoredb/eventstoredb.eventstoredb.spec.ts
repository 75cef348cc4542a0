import { randomUUID } from 'node:crypto';
import { describeWith } from '../../../test/engines/engines.js';
import { sharedEventStoreDbUrl } from '../../../test/engines/eventstoredb.js';
import { eventStoreContract } from '../event-store.contract.js';
import { EventStoreDbReader } from './event-store-db-reader.js';
import { EventStoreDbStore } from './event-store-db-store.js';

describeWith(['eventstoredb'], 'the EventStoreDB adapter on a real server', () => {
  eventStoreContract(async () => {
    const url = await sharedEventStoreDbUrl();
    const options = { namespace: `test-${randomUUID()}-` };
    return {
      open: async () => new EventStoreDbStore(url, options),
      openReader: async () => new EventStoreDbReader(url, options),
      // Nothing can be removed there; the next test has a log of its own.
      remove: async () => undefined,
    };
  });
});
