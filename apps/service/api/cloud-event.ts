import type { RecordedEvent } from '#event-store';
import { cloudEventAttributes } from '#kafka';

/** A recorded event as a structured CloudEvent 1.0: the attributes that it has on Kafka, and its data. */
export type EventDocument = Record<string, unknown>;

/** `revision` is a number here, as everywhere in JSON of ours; on Kafka every attribute is text. */
export const toCloudEvent = (recorded: RecordedEvent, source: string): EventDocument => ({
  ...cloudEventAttributes(recorded, source),
  revision: recorded.revision,
  data: recorded.event.data,
});
