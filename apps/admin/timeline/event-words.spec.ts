import type { SupportAccessEvent } from '#domain';
import { duration } from '../words.js';
import { eventInWords } from './event-words.js';

const at = '2026-11-22T09:30:00.000Z';
const expiresAt = '2026-11-22T11:30:00.000Z';
const common = { workspaceId: 'acme', grantId: 'g', at, expiresAt };
const olivia = { id: 'olivia', kind: 'user' as const, name: 'Olivia Owner' };

const said: readonly [SupportAccessEvent, string][] = [
  [
    {
      type: 'WorkspaceUpdated',
      data: { workspaceId: 'acme', tier: 'team', forcedSso: false, ownerIds: ['a', 'b'], at },
    },
    'the workspace is described: tier team, single sign-on is not forced, owned by a, b',
  ],
  [
    {
      type: 'WorkspaceUpdated',
      data: {
        workspaceId: 'acme',
        tier: 'free',
        forcedSso: true,
        ownerIds: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
        by: olivia,
        at,
      },
    },
    'the workspace is described by olivia (Olivia Owner): tier free, single sign-on is forced, owned by a, b, c, d, e and 2 more',
  ],
  [
    {
      type: 'SupportAccessGranted',
      data: { ...common, grantedBy: olivia, grantedAt: at, ticketId: 'T-1', reason: 'Totals differ' },
    },
    `olivia (Olivia Owner) let support in until ${expiresAt}, ticket T-1: "Totals differ"`,
  ],
  [
    {
      type: 'SupportLogin',
      data: {
        ...common,
        sessionId: 's',
        engineer: { id: 'erin', email: 'e@x.example' },
        sessionExpiresAt: expiresAt,
        ipAddress: '192.0.2.7',
      },
    },
    `erin (e@x.example) logged in from 192.0.2.7, until ${expiresAt} at most`,
  ],
  [
    {
      type: 'SupportAccessRevoked',
      data: { ...common, cause: 'revoked', revokedBy: olivia, reason: 'done' },
    },
    'olivia (Olivia Owner) ended access, 2 h before its time: "done"',
  ],
  [
    {
      type: 'SupportAccessRevoked',
      data: {
        ...common,
        cause: 'expired',
        revokedBy: { id: 'system', kind: 'system' },
        at: '2026-11-22T11:30:00.120Z',
      },
    },
    `access ended by itself at ${expiresAt}; recorded 120 ms later`,
  ],
  [
    {
      type: 'SupportAccessRevoked',
      data: { ...common, cause: 'forced-sso', revokedBy: { id: 'system', kind: 'system' } },
    },
    'access ended, 2 h before its time, since the workspace turned forced single sign-on on',
  ],
  [
    {
      type: 'SupportAccessDenied',
      data: {
        workspaceId: 'acme',
        attempted: 'RecordSupportLogin',
        code: 'ACCESS_EXPIRED',
        by: { id: 'erin', kind: 'engineer' },
        at,
      },
    },
    'erin was refused: logging in (ACCESS_EXPIRED: access has ended)',
  ],
];

it.each(said.map(([event, words]) => [words, event] as const))('%s', (words, event) =>
  expect(eventInWords(event)).toBe(words),
);

it('what others wrote does not steer the terminal', () => {
  const reason = 'a\u001b[2Jb\r\nc\u202ed\u0085\u2028\u0000';
  const words = eventInWords({
    type: 'SupportAccessGranted',
    data: { ...common, grantedBy: { ...olivia, name: '\u0007' }, grantedAt: at, reason },
  });
  expect(words).toBe(
    `olivia (\\u0007) let support in until ${expiresAt}: "a\\u001b[2Jb\\u000d\\u000ac\\u202ed\\u0085\\u2028\\u0000"`,
  );
});

it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [61_000, '1 min 1 s'],
  [3_600_000, '1 h'],
  [3_600_000 * 24 * 7 + 61_000, '7 d'],
  [3_600_000 * 49, '2 d 1 h'],
])('%i ms are %s', (ms, words) => expect(duration(ms)).toBe(words));
