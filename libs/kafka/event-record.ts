import { publishedMetadata } from '#commands';
import { STREAM_PREFIX } from '#domain';
import type { RecordedEvent } from '#event-store';
import { OutgoingRecord } from './client.js';
import type { SentHeaders } from './client.js';

/** Whether an event goes to the events topic: events of workspaces do; checkpoints have their own topic. */
export const isPublished = (event: RecordedEvent): boolean => event.stream.startsWith(STREAM_PREFIX);

/** A recorded event as a binary-mode CloudEvent; its value is the stored data, byte for byte. */
export function eventRecord(event: RecordedEvent, source: string): OutgoingRecord {
  const { time, dataschema, correlationid, traceparent } = publishedMetadata(event);
  const subject = event.stream.slice(STREAM_PREFIX.length);
  // Written out instead of calling cloudEventAttributes, for speed: this runs for every event.
  const headers: SentHeaders = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: source,
    ce_subject: subject,
    ce_position: `${event.position}`,
    ce_revision: `${event.revision}`,
    ce_chain: event.chain,
  };
  if (time !== undefined) headers['ce_time'] = time;
  if (dataschema !== undefined) headers['ce_dataschema'] = dataschema;
  if (correlationid !== undefined) headers['ce_correlationid'] = correlationid;
  if (traceparent !== undefined) headers['ce_traceparent'] = traceparent;
  return new OutgoingRecord(subject, event.dataJson, headers);
}
