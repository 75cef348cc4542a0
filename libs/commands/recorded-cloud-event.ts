import { dataSchema } from '#contracts';
import { STREAM_PREFIX } from '#domain';
import type { EventMetadata, RecordedEvent } from '#event-store';

/** A recorded event as a structured CloudEvent 1.0: its attributes, and its data. */
export type EventDocument = Record<string, unknown>;

/**
 * The CloudEvents attributes of a recorded event: the same by Kafka, by HTTP and in an export.
 * @param source `EVIDENCE_ORIGIN`
 */
export function cloudEventAttributes(event: RecordedEvent, source: string): Record<string, string> {
  const { time, dataschema, correlationid, traceparent } = publishedMetadata(event);
  return {
    specversion: '1.0',
    id: event.id,
    type: event.type,
    source,
    subject: event.stream.slice(STREAM_PREFIX.length),
    ...(time !== undefined && { time }),
    datacontenttype: 'application/json',
    ...(dataschema !== undefined && { dataschema }),
    position: `${event.position}`,
    revision: `${event.revision}`,
    chain: event.chain,
    ...(correlationid !== undefined && { correlationid }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/**
 * The attributes that come from the metadata. Of an event that somebody else wrote into a stream some may be missing: it is damage of
 * its workspace, and keeps the events of no other from being published.
 */
export function publishedMetadata(event: RecordedEvent) {
  const { recordedAt, correlationId, schemaVersion, traceparent } = metadataOf(event);
  return {
    time: text(recordedAt),
    dataschema: typeof schemaVersion === 'number' ? dataSchema(event.type, schemaVersion) : undefined,
    correlationid: text(correlationId),
    traceparent: text(traceparent),
  };
}

function metadataOf(event: RecordedEvent): Partial<Record<keyof EventMetadata, unknown>> {
  try {
    return event.metadata ?? {};
  } catch {
    return {};
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** `revision` is a number here, as everywhere in JSON of ours; on Kafka every attribute is text. */
export const toCloudEvent = (recorded: RecordedEvent, source: string): EventDocument => ({
  ...cloudEventAttributes(recorded, source),
  revision: recorded.revision,
  data: dataOf(recorded),
});

/** By the newest schema; as stored where this release does not read it. */
function dataOf(recorded: RecordedEvent): unknown {
  try {
    return recorded.event.data;
  } catch {
    return storedData(recorded.dataJson);
  }
}

function storedData(dataJson: string): unknown {
  try {
    return JSON.parse(dataJson);
  } catch {
    return dataJson;
  }
}

/**
 * The same as JSON, in one line. The data goes as it is stored, as on Kafka: JSON has no line ends outside of its strings,
 * nor unescaped ones within.
 */
export function cloudEventJson(recorded: RecordedEvent, source: string): string {
  const attributes = { ...cloudEventAttributes(recorded, source), revision: recorded.revision };
  return `${JSON.stringify(attributes).slice(0, -1)},"data":${recorded.dataJson}}`;
}
