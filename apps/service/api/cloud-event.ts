import { STREAM_PREFIX } from '#domain';
import type { RecordedEvent } from '#event-store';

/** A recorded event as a structured CloudEvent 1.0, with the attributes that it has on Kafka (DESIGN section 6). */
export type EventDocument = {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  dataschema: string;
  position: string;
  revision: number;
  chain: string;
  correlationid: string;
  traceparent?: string;
  data: object;
};

export function toCloudEvent(recorded: RecordedEvent, source: string): EventDocument {
  const { correlationId, recordedAt, schemaVersion, traceparent } = recorded.metadata;
  return {
    specversion: '1.0',
    id: recorded.id,
    source,
    type: recorded.type,
    subject: recorded.stream.slice(STREAM_PREFIX.length),
    time: recordedAt,
    datacontenttype: 'application/json',
    dataschema: `urn:support-access:${recorded.type}:${schemaVersion}`,
    position: String(recorded.position),
    revision: recorded.revision,
    chain: recorded.chain,
    correlationid: correlationId,
    ...(traceparent !== undefined && { traceparent }),
    data: recorded.event.data,
  };
}
