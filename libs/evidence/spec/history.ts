import { hash } from 'node:crypto';
import type { SupportAccessEvent } from '#domain';
import { happenedAt, streamOf, toInstant } from '#domain';
import type { EventMetadata } from '#event-store';
import { RecordedEvent } from '#event-store';
import type { BundledEvent } from '../bundle/event-line.js';
import { sealEvents, ZERO_CHAIN } from '../chain.js';

/** An event of a log, with its place in it and what its proof needs. */
export type LoggedEvent = BundledEvent & { index: number; previousChain: string; event: SupportAccessEvent };

/** As a store gives it back. */
export const recordedAt = (
  position: number,
  { stream, revision, id, event, dataJson, metadataJson, chain }: LoggedEvent,
): RecordedEvent =>
  new RecordedEvent(BigInt(position), stream, revision, id, event.type, dataJson, metadataJson, chain);

const START_MS = Date.parse('2026-11-02T09:00:00.000Z');
const uuid = (text: string): string => {
  const digits = hash('sha256', text);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
};

/** What happens in a workspace, over and over: described, granted, two logins and a refusal, revoked. */
function eventOf(workspaceId: string, step: number, atMs: number): SupportAccessEvent {
  const at = toInstant(atMs);
  const round = Math.floor((step - 1) / 5);
  const grantId = uuid(`grant ${workspaceId} ${round}`);
  const expiresAt = toInstant(START_MS + 7 * 86_400_000);
  const owner = { id: 'ada', kind: 'user' as const, name: 'Ada Åström' };
  if (step === 0)
    return {
      type: 'WorkspaceUpdated',
      data: { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['ada'], at },
    };
  switch ((step - 1) % 5) {
    case 0:
      return {
        type: 'SupportAccessGranted',
        data: {
          workspaceId,
          grantId,
          grantedBy: owner,
          grantedAt: at,
          expiresAt,
          reason: `Round ${round}: "totals"`,
        },
      };
    case 3:
      return {
        type: 'SupportAccessDenied',
        data: {
          workspaceId,
          attempted: 'GrantSupportAccess',
          code: 'ALREADY_GRANTED',
          by: owner,
          at,
          grantId,
          expiresAt,
        },
      };
    case 4:
      return {
        type: 'SupportAccessRevoked',
        data: { workspaceId, grantId, cause: 'revoked', revokedBy: owner, at, expiresAt },
      };
    default:
      return {
        type: 'SupportLogin',
        data: {
          workspaceId,
          grantId,
          sessionId: uuid(`session ${workspaceId} ${step}`),
          at,
          engineer: { id: 'eve', name: 'Ève 🦉' },
          sessionExpiresAt: toInstant(atMs + 3_600_000),
        },
      };
  }
}

/**
 * A log that an honest service would have written.
 * @param turns which workspace each event is of, in log order
 * @param salt another makes other events
 * @param ids of single events, by their place in the log, when they are to be others
 */
export function historyOf(
  turns: readonly string[],
  salt = '',
  ids: Readonly<Record<number, string>> = {},
): LoggedEvent[] {
  const heads = new Map<string, { revision: number; chain: string }>();
  return turns.map((workspaceId, index) => {
    const stream = streamOf(workspaceId);
    const head = heads.get(stream);
    const revision = (head?.revision ?? -1) + 1;
    const event = eventOf(workspaceId, revision, START_MS + index * 1_000);
    const id = ids[index] ?? uuid(`event ${salt} ${index}`);
    const metadata: EventMetadata = {
      causationId: `c${index}`,
      commandHash: hash('sha256', `command ${salt} ${index}`),
      commandId: `c${index}`,
      correlationId: `c${index}`,
      recordedAt: happenedAt(event),
      schemaVersion: 1,
      source: { kind: 'http' },
    };
    const previousChain = head?.chain ?? ZERO_CHAIN;
    const [sealed] = sealEvents(stream, head?.revision ?? 'empty', previousChain, [
      { id, ...event, metadata },
    ]);
    heads.set(stream, { revision, chain: sealed!.chain });
    return { ...sealed!, stream, revision, index, previousChain, event };
  });
}
