import type { SupportAccessEvent } from '#domain';
import { streamOf } from '#domain';
import { sealEvents, ZERO_CHAIN } from '#evidence';
import type { EventReader } from '#event-store';
import { RecordedEvent } from '#event-store';
import type { Report } from '../build-report.js';
import { readGrant } from '../grant-report.js';

export const AT = '2026-11-22T09:30:00.000Z';
export const EXPIRES_AT = '2026-11-22T11:30:00.000Z';
const NOW = Date.parse(EXPIRES_AT) + 1;

/** As the store has them, chained. */
export function recorded(events: readonly SupportAccessEvent[]): RecordedEvent[] {
  const metadata = {
    commandId: 'c',
    commandHash: '0'.repeat(64),
    correlationId: 'c',
    causationId: 'c',
    schemaVersion: 1 as const,
    recordedAt: AT,
    source: { kind: 'http' as const },
  };
  const drafts = events.map(({ type, data }, i) => ({ id: `e-${i}`, type, data, metadata }));
  return sealEvents(streamOf('acme'), 'empty', ZERO_CHAIN, drafts).map(
    ({ id, type, dataJson, metadataJson, chain }, i) =>
      new RecordedEvent(BigInt(i + 1), streamOf('acme'), i, id, type, dataJson, metadataJson, chain),
  );
}

export async function reportOf(
  events: readonly RecordedEvent[],
  grantId = 'g',
  remarks: string[] = [],
): Promise<Report> {
  const reader = {
    async *readStream() {
      yield events;
    },
  } as unknown as EventReader;
  const { signal } = new AbortController();
  const reading = await readGrant(reader, { workspaceId: 'acme', grantId, now: NOW, signal });
  const evidence = {
    origin: 'x.example/log',
    vkeys: ['key'],
    proofs: [],
    remarks,
    damaged: false,
  };
  return { madeAt: AT, position: '9', ...reading, evidence };
}
