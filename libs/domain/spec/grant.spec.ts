import type { Command } from '../index.js';
import { MAX_DURATION_MINUTES, MINUTE_MS, toInstant } from '../index.js';
import * as s from './scenario.js';
import { ada, bob, denied, described, ended, given, grant, granted, NEW_ID, NINE } from './scenario.js';

const TEN = NINE + s.HOUR_MS;

describe('a grant', () => {
  it('opens access for exactly as long as it asks, and stores the end', () => {
    expect(given(described()).when(grant(ada, { durationMinutes: 90 }), TEN)).toStrictEqual([
      {
        type: 'SupportAccessGranted',
        data: {
          workspaceId: 'w',
          grantId: NEW_ID,
          grantedBy: ada,
          grantedAt: '2026-01-05T10:00:00.000Z',
          expiresAt: '2026-01-05T11:30:00.000Z',
        },
      },
    ]);
  });

  it('keeps its ticket and its reason', () => {
    const command = grant(bob, { ticketId: 'T-7', reason: 'export fails' });
    expect(given(described()).when(command, TEN)).toMatchObject([
      { data: { grantedBy: bob, ticketId: 'T-7', reason: 'export fails' } },
    ]);
  });

  it('lasts seven days at its longest, and when nobody says how long', () => {
    const longest = [granted(NEW_ID, NINE, 7 * 24 * 60)];
    const command = grant(ada, { durationMinutes: MAX_DURATION_MINUTES });
    expect(given(described()).when(command, NINE)).toStrictEqual(longest);
    const silent: Command = { type: 'GrantSupportAccess', data: { workspaceId: 'w', actor: ada } };
    expect(given(described()).when(silent, NINE)).toStrictEqual(longest);
  });

  it.each([
    ['was revoked', ended('g1', 'revoked', TEN, NINE + 120 * MINUTE_MS)],
    ['expired', ended('g1', 'expired', TEN, TEN)],
  ])('may follow one that %s', (_, end) => {
    const events = given(described(), granted('g1', NINE, 60), end).when(grant(ada), TEN);
    expect(events).toMatchObject([{ type: 'SupportAccessGranted', data: { grantId: NEW_ID } }]);
  });
});

describe('a grant is refused', () => {
  const sso = described({ forcedSso: true });
  const active = granted('g1', NINE, 120);
  const impersonated = { ...ada, sessionId: 's1' };
  const refusal = (code: Parameters<typeof denied>[1], by = ada, more = {}) => [
    denied('GrantSupportAccess', code, by, TEN, more),
  ];

  it('G2 for a workspace nobody described', () => {
    expect(given().when(grant(ada), TEN)).toStrictEqual(refusal('UNKNOWN_WORKSPACE'));
  });

  it('G1 to somebody who does not own it', () => {
    expect(given(described()).when(grant(s.stranger), TEN)).toStrictEqual(
      refusal('NOT_WORKSPACE_OWNER', s.stranger),
    );
  });

  it('G1 to an owner who has left, and not to who came', () => {
    const handedOver = described({ ownerIds: ['bob'] });
    expect(given(described(), handedOver).when(grant(ada), TEN)).toStrictEqual(
      refusal('NOT_WORKSPACE_OWNER'),
    );
    expect(given(described(), handedOver).when(grant(bob), TEN)).toMatchObject([
      { type: 'SupportAccessGranted' },
    ]);
  });

  it('G1 to the vendor, even under an owner’s id', () => {
    const lookalike = { id: 'ada', kind: 'vendor' as const };
    expect(given(described()).when(grant(lookalike), TEN)).toStrictEqual(
      refusal('NOT_WORKSPACE_OWNER', lookalike),
    );
  });

  it('G6 to an owner acted for through a support session, and names the session', () => {
    expect(given(described()).when(grant(impersonated), TEN)).toStrictEqual(
      refusal('IMPERSONATED', impersonated),
    );
  });

  it('G3 while single sign-on is forced', () => {
    expect(given(sso).when(grant(ada), TEN)).toStrictEqual(refusal('FORCED_SSO'));
  });

  it('G5 while another grant is active, and says which and until when', () => {
    expect(given(described(), active).when(grant(ada), TEN)).toStrictEqual(
      refusal('ALREADY_GRANTED', ada, { grantId: 'g1', expiresAt: toInstant(NINE + 120 * MINUTE_MS) }),
    );
  });

  it('with what the command said kept as evidence', () => {
    const command = grant(s.stranger, { ticketId: 'T-7', reason: 'let me in', durationMinutes: 5 });
    expect(given(described()).when(command, TEN)).toStrictEqual(
      refusal('NOT_WORKSPACE_OWNER', s.stranger, { ticketId: 'T-7', reason: 'let me in' }),
    );
  });

  // Each history and actor break two neighbouring checks at once; T1 after G5 is among the clock's specs.
  it.each([
    ['G2 before G1', 'UNKNOWN_WORKSPACE', [], s.stranger],
    ['G1 before G6', 'NOT_WORKSPACE_OWNER', [described()], { ...s.stranger, sessionId: 's1' }],
    ['G1 before G3', 'NOT_WORKSPACE_OWNER', [sso], s.stranger],
    ['G6 before G3', 'IMPERSONATED', [sso], impersonated],
    // No decision grants under forced SSO; a history that says so is decided by G3 all the same.
    ['G3 before G5', 'FORCED_SSO', [sso, active], ada],
  ] as const)('%s', (_, code, history, actor) => {
    expect(given(...history).when(grant(actor), TEN)).toStrictEqual(refusal(code, actor));
  });
});

describe('a grant that meets the end of another', () => {
  const history = [described(), granted('g1', NINE, 60)];
  const end = NINE + 60 * MINUTE_MS;

  it('is refused in its last millisecond', () => {
    expect(given(...history).when(grant(ada), end - 1)).toMatchObject([
      { data: { code: 'ALREADY_GRANTED' } },
    ]);
  });

  it.each([
    ['at the instant', 0],
    ['after it', 1],
  ])('records the expiry first and opens its own, %s', (_, laterMs) => {
    const now = end + laterMs;
    expect(given(...history).when(grant(bob), now)).toStrictEqual([
      ended('g1', 'expired', now, end),
      {
        type: 'SupportAccessGranted',
        data: {
          workspaceId: 'w',
          grantId: NEW_ID,
          grantedBy: bob,
          grantedAt: toInstant(now),
          expiresAt: toInstant(now + 60 * MINUTE_MS),
          previousGrantId: 'g1',
          consecutive: 2,
        },
      },
    ]);
  });

  it('records the expiry first also when it is refused itself', () => {
    expect(given(...history).when(grant(s.stranger), end + 5)).toStrictEqual([
      ended('g1', 'expired', end + 5, end),
      denied('GrantSupportAccess', 'NOT_WORKSPACE_OWNER', s.stranger, end + 5),
    ]);
  });
});
