import type { RecordedEvent } from '#event-store';
import { STREAM_PREFIX } from '#domain';
import type { LogCopy } from './log-copy.js';
import type { TopicRecord } from './topic-reader.js';
import { header } from './topic-reader.js';

/**
 * What is wrong with the events topic, given its records in the order of their partitions: a revision that is first seen out of
 * order or skipped, an event that is not as the log has it, one that never came.
 */
export function checkEventsTopic(records: Iterable<TopicRecord>, { streams }: LogCopy): string[] {
  const wrong: string[] = [];
  const nextRevision = new Map<string, number>();
  for (const record of records) {
    const workspaceId = header(record, 'ce_subject') ?? '';
    const revision = Number(header(record, 'ce_revision'));
    const event = streams.get(STREAM_PREFIX + workspaceId)?.[revision];
    if (event === undefined) {
      wrong.push(`${workspaceId} has no revision ${revision}, and it was published`);
      continue;
    }
    const next = nextRevision.get(workspaceId) ?? 0;
    if (revision > next) wrong.push(`revision ${revision} of ${workspaceId} came before revision ${next}`);
    if (revision === next) nextRevision.set(workspaceId, next + 1);
    wrong.push(...differences(record, event).map((what) => `${workspaceId} ${revision}: another ${what}`));
  }
  for (const [stream, { length }] of streams) {
    const published = nextRevision.get(stream.slice(STREAM_PREFIX.length)) ?? 0;
    if (published < length) wrong.push(`of ${stream} ${published} of ${length} events were published`);
  }
  return wrong;
}

function differences(record: TopicRecord, event: RecordedEvent): string[] {
  const workspaceId = event.stream.slice(STREAM_PREFIX.length);
  const expected: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_subject: workspaceId,
    ce_time: event.metadata.recordedAt,
    ce_position: `${event.position}`,
    ce_revision: `${event.revision}`,
    ce_chain: event.chain,
    ce_correlationid: event.metadata.correlationId,
  };
  const different = Object.keys(expected).filter((name) => header(record, name) !== expected[name]);
  if (record.value?.toString() !== event.dataJson) different.push('value');
  if (record.key?.toString() !== workspaceId) different.push('key');
  return different;
}
