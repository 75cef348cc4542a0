import type { SupportAccessEvent } from '#domain';
import { SYSTEM, toEpochMs, toInstant } from '#domain';
import { RecordedEvent } from '#event-store';
import { react, reactTo } from './react.js';

const T0 = Date.UTC(2026, 10, 22, 9, 30);
const at = toInstant(T0);
const expiresAt = toInstant(T0 + 60_000);
const ada = { id: 'ada', kind: 'user' as const };

const grant = { workspaceId: 'acme', grantId: 'g1', expiresAt };

describe('what an event means for the list of grants to end', () => {
  it('puts a grant on the list', () => {
    expect(
      react({ type: 'SupportAccessGranted', data: { ...grant, grantedBy: ada, grantedAt: at } }),
    ).toEqual([{ kind: 'add', entry: { kind: 'grant', id: 'g1', workspaceId: 'acme', dueAt: T0 + 60_000 } }]);
  });

  it.each(['revoked', 'expired', 'forced-sso', 'ticket-closed'] as const)(
    'takes off the very grant that ended: %s',
    (cause) => {
      const data = { ...grant, cause, revokedBy: SYSTEM, at };
      expect(react({ type: 'SupportAccessRevoked', data })).toEqual([
        { kind: 'remove', key: { id: 'g1', dueAt: toEpochMs(expiresAt) } },
      ]);
    },
  );

  const others: SupportAccessEvent[] = [
    {
      type: 'WorkspaceUpdated',
      data: { workspaceId: 'acme', tier: 'free', forcedSso: true, ownerIds: [], at },
    },
    { type: 'SupportTicketClosed', data: { workspaceId: 'acme', ticketId: 'T-1', at } },
    {
      type: 'SupportAccessDenied',
      data: {
        workspaceId: 'acme',
        attempted: 'RecordSupportLogin',
        code: 'ACCESS_EXPIRED',
        by: { id: 'eve', kind: 'engineer' },
        at,
        grantId: 'g1',
        expiresAt,
      },
    },
  ];

  it.each(others)('is not moved by $type', (event) => {
    expect(react(event)).toEqual([]);
  });
});

const recorded = (
  dataJson: string,
  chain: string,
  type = 'SupportAccessGranted',
  metadataJson = '{"schemaVersion":1}',
): RecordedEvent =>
  new RecordedEvent(7n, 'supportAccess-acme', 1, 'id', type as 'SupportLogin', dataJson, metadataJson, chain);

it.each([
  ['an event of somebody else', recorded('{"any":1}', '', 'Paused')],
  ['an event that is no JSON any more', recorded('\0', '0'.repeat(64))],
  ['an event without a time', recorded('{}', '0'.repeat(64))],
  ['an event without data', recorded('null', '0'.repeat(64))],
  ['an event without a grant', recorded(`{"workspaceId":"acme","expiresAt":"${expiresAt}"}`, '0'.repeat(64))],
  [
    'an event with an object for its grant',
    recorded(`{"grantId":{},"workspaceId":"acme","expiresAt":"${expiresAt}"}`, '0'.repeat(64)),
  ],
  [
    'an event with a NUL in its grant',
    recorded(`{"grantId":"g\\u0000","workspaceId":"acme","expiresAt":"${expiresAt}"}`, '0'.repeat(64)),
  ],
  ['an event without a workspace', recorded(`{"grantId":"g1","expiresAt":"${expiresAt}"}`, '0'.repeat(64))],
  ['an event of another schema', recorded(JSON.stringify(grant), '0'.repeat(64), undefined, '{}')],
  ['an event of an unknown type, forged or of a newer release', recorded('{}', '0'.repeat(64), 'Paused')],
])('%s does not keep the list from going on', (_, event) => {
  expect(reactTo(event)).toEqual([]);
});
