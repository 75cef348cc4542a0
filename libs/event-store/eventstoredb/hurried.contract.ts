import { EventStoreDbReader } from './event-store-db-reader.js';
import { EventStoreDbStore } from './event-store-db-store.js';

export { fromStored } from './stored-form.js';

/** What happens each second or minute in production happens some hundred times as often here. */
const OPTIONS = {
  // A busy machine is not a server that is away.
  answerLimitMs: 60_000,
  confirmReplacedMs: 5,
  follow: { headEveryMs: 40, verifyEveryMs: 60, watchdogMs: 60, firstRetryMs: 2, longestRetryMs: 20 },
};

export const openHurriedStore = (url: string): EventStoreDbStore => new EventStoreDbStore(url, OPTIONS);
export const openHurriedReader = (url: string): EventStoreDbReader => new EventStoreDbReader(url, OPTIONS);
