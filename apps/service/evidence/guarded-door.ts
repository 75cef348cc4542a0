import type { Door } from '#commands';
import { StoreUnavailableError } from '#event-store';

/**
 * A door that is closed for as long as something is in the way: HTTP answers 503, Kafka holds its partitions, the expiry saga
 * tries again. Nothing may be added to a log that has not passed its check.
 * @param obstacle the reason, undefined when the way is free
 */
export const guarded = (door: Door, obstacle: () => string | undefined): Door => ({
  execute(envelope) {
    const reason = obstacle();
    return reason === undefined ? door.execute(envelope) : Promise.reject(new StoreUnavailableError(reason));
  },
});
