import { STREAM_PREFIX } from '#domain';
import type { RecordedEvent } from '#event-store';

/** A recorded event as a structured CloudEvent 1.0: its attributes, and its data. */
export type EventDocument = Record<string, unknown>;

/**
 * The CloudEvents attributes of a recorded event: the same by Kafka, by HTTP and in an export.
 * @param source `EVIDENCE_ORIGIN`
 */
export function cloudEventAttributes(event: RecordedEvent, source: string): Record<string, string> {
  const { recordedAt, correlationId, schemaVersion, traceparent } = event.metadata;
  const attributes: Record<string, string> = {
    specversion: '1.0',
    id: event.id,
    type: event.type,
    source,
    subject: event.stream.slice(STREAM_PREFIX.length),
    time: recordedAt,
    datacontenttype: 'application/json',
    dataschema: dataSchema(event.type, schemaVersion),
    position: `${event.position}`,
    revision: `${event.revision}`,
    chain: event.chain,
    correlationid: correlationId,
  };
  if (traceparent !== undefined) attributes['traceparent'] = traceparent;
  return attributes;
}

/** `revision` is a number here, as everywhere in JSON of ours; on Kafka every attribute is text. */
export const toCloudEvent = (recorded: RecordedEvent, source: string): EventDocument => ({
  ...cloudEventAttributes(recorded, source),
  revision: recorded.revision,
  data: recorded.event.data,
});

/**
 * The same as JSON, in one line. The data goes as it is stored, as on Kafka: JSON has no line ends outside of its strings,
 * nor unescaped ones within.
 */
export function cloudEventJson(recorded: RecordedEvent, source: string): string {
  const attributes = { ...cloudEventAttributes(recorded, source), revision: recorded.revision };
  return `${JSON.stringify(attributes).slice(0, -1)},"data":${recorded.dataJson}}`;
}

/** Names the shape of an event's data and its version. */
export const dataSchema = (type: string, version: number): string =>
  `urn:support-access:event:${type}:${version}`;
