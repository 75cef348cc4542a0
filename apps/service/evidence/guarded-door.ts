import type { Door } from '#commands';
import { streamOf } from '#domain';
import { StoreUnavailableError } from '#event-store';

/**
 * A door that is closed for as long as something is in the way: HTTP answers 503, Kafka holds its partitions, the expiry saga
 * tries again. Nothing may be added to a log that has not passed its check.
 * @param obstacle the reason, undefined when the way is free
 * @param refuse throws for a stream that is known to be damaged
 * @param failed told of whatever the door behind it throws
 */
export const guarded = (
  door: Door,
  obstacle: () => string | undefined,
  refuse: (stream: string) => void = () => undefined,
  failed: (error: unknown) => void = () => undefined,
): Door => ({
  async execute(envelope) {
    const reason = obstacle();
    if (reason !== undefined) throw new StoreUnavailableError(reason);
    refuse(streamOf(envelope.command.data.workspaceId));
    try {
      return await door.execute(envelope);
    } catch (error) {
      failed(error);
      throw error;
    }
  },
});
