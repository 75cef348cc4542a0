import type { Door } from '#commands';
import { streamOf } from '#domain';
import { StoreUnavailableError } from '#event-store';

/**
 * A door that refuses commands until the log has passed its check, because nothing may be appended to an unverified log: HTTP answers 503,
 * Kafka holds its partitions, the expiry saga tries again.
 * @param obstacle why commands are refused now; undefined when they are not
 * @param refuse throws for a stream that is known to be damaged
 * @param failed called with every error of the inner door
 */
export const verifiedLogDoor = (
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
