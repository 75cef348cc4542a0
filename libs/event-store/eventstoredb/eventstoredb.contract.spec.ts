import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { eventStoreContract } from '../event-store.contract.js';
import { EventStoreDbReader } from './event-store-db-reader.js';
import { EventStoreDbStore } from './event-store-db-store.js';

/** A busy machine is not a server that is away. */
const LIMITS = { answerLimitMs: 60_000 };

/** The double is held to what real servers answered by a spec of its own; a real one, where there is one, is next door. */
describe('the EventStoreDB adapter on a double of the server', () => {
  eventStoreContract(async () => {
    const double = await EventStoreDbDouble.start();
    return {
      open: async () => new EventStoreDbStore(double.url, LIMITS),
      openReader: async () => new EventStoreDbReader(double.url, LIMITS),
      remove: async () => double.stop(),
    };
  });
});
