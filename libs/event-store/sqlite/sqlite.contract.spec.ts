import { eventStoreContract } from '../event-store.contract.js';
import { newPlace } from './sqlite-place.contract.js';
import { SqliteEventReader } from './sqlite-event-reader.js';
import { SqliteEventStore } from './sqlite-event-store.js';

describe.each(['thread', 'in-thread'] as const)('the SQLite event store, committing %s', (writer) => {
  eventStoreContract(async () => {
    const place = newPlace();
    return {
      open: () => SqliteEventStore.open(place.file, { writer }),
      openReader: async () => new SqliteEventReader(place.file),
      remove: async () => place.remove(),
    };
  });
});
