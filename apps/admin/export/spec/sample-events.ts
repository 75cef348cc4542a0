import { toEpochMs, toInstant } from '#domain';
import { RecordedEvent } from '#event-store';
import type { EventMetadata } from '#event-store';
import { sealEvents, ZERO_CHAIN } from '#evidence';
import { FIRST_TYPES } from './first-types.js';
import { LATER_TYPES } from './later-types.js';

const STREAM = 'supportAccess-acme';
const FIRST_AT = '2026-11-22T09:30:00.000Z';

/** In the order of one workspace's stream, as they would be recorded, a minute apart, sealed with their real chain. */
export function sampleEvents(): RecordedEvent[] {
  const drafts = [...FIRST_TYPES, ...LATER_TYPES].map((make, i) => {
    const at = toInstant(toEpochMs(FIRST_AT) + i * 60_000);
    const id = `0192f0c0-0000-7000-8000-${String(i + 1).padStart(12, '0')}`;
    return { ...make(at), id, metadata: metadataOf(i, at) };
  });
  return sealEvents(STREAM, 'empty', ZERO_CHAIN, drafts).map(
    ({ id, type, dataJson, metadataJson, chain }, i) =>
      new RecordedEvent(BigInt(10 * i + 3), STREAM, i, id, type, dataJson, metadataJson, chain),
  );
}

function metadataOf(i: number, recordedAt: string): EventMetadata {
  const commandId = `command-${i}`;
  return {
    commandId,
    commandHash: String(i).repeat(64).slice(0, 64),
    correlationId: `request-${i}`,
    causationId: commandId,
    schemaVersion: 1,
    recordedAt,
    source:
      i % 2 === 0
        ? { kind: 'http' }
        : { kind: 'kafka', topic: 'support-access.commands', partition: 3, offset: '7' },
    ...(i === 2 && { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }),
  };
}
