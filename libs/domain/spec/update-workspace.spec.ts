import { toInstant } from '../index.js';
import * as s from './scenario.js';
import { ada, described, ended, given, granted, NINE, update } from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const NOON = NINE + 3 * s.HOUR_MS;
const active = [described(), granted('g1', NINE, 180)];

describe('an update of a workspace', () => {
  it('makes an unknown workspace known, whoever sends it', () => {
    expect(given().when(update(), NINE)).toStrictEqual([described()]);
  });

  it('records everything that it says', () => {
    const command = update({ actor: ada, name: 'Acme', tier: 'free', ownerIds: ['ada'] });
    expect(given().when(command, TEN)).toStrictEqual([
      {
        type: 'WorkspaceUpdated',
        data: {
          workspaceId: 'w',
          name: 'Acme',
          tier: 'free',
          forcedSso: false,
          ownerIds: ['ada'],
          by: ada,
          at: toInstant(TEN),
        },
      },
    ]);
  });

  it('W1 is recorded even when it changes nothing', () => {
    expect(given(described()).when(update(), TEN)).toStrictEqual([described({ at: toInstant(TEN) })]);
  });

  it('replaces all of it: a name that is not given again is gone', () => {
    const [event] = given(described({ name: 'Acme' })).when(update(), TEN);
    expect(event?.data).not.toHaveProperty('name');
  });

  it('may leave a workspace without owners', () => {
    expect(given(described()).when(update({ ownerIds: [] }), TEN)).toMatchObject([
      { data: { ownerIds: [] } },
    ]);
  });
});

describe('an update under an active grant', () => {
  it('W2 that forces single sign-on ends it, in the same append and after the update', () => {
    expect(given(...active).when(update({ forcedSso: true, actor: ada }), TEN)).toStrictEqual([
      described({ forcedSso: true, by: ada, at: toInstant(TEN) }),
      ended('g1', 'forced-sso', TEN, NOON),
    ]);
  });

  it('W3 that takes away the owner who granted leaves it', () => {
    const events = given(...active).when(update({ ownerIds: ['bob'] }), TEN);
    expect(events).toStrictEqual([described({ ownerIds: ['bob'], at: toInstant(TEN) })]);
    expect(s.fold([...active, ...events])).toMatchObject({ grant: { status: 'active', grantId: 'g1' } });
  });

  it('that changes the tier leaves it', () => {
    const events = given(...active).when(update({ tier: 'free' }), TEN);
    expect(s.fold([...active, ...events])).toMatchObject({ grant: { status: 'active' } });
  });

  it('counts as forced single sign-on in the grant’s last millisecond', () => {
    expect(given(...active).when(update({ forcedSso: true }), NOON - 1)).toMatchObject([
      { type: 'WorkspaceUpdated' },
      { type: 'SupportAccessRevoked', data: { cause: 'forced-sso' } },
    ]);
  });

  it.each([
    ['at its end', NOON],
    ['past its end', NOON + 1],
  ])('records the expiry first and then takes nothing away, %s', (_, now) => {
    expect(given(...active).when(update({ forcedSso: true }), now)).toStrictEqual([
      ended('g1', 'expired', now, NOON),
      described({ forcedSso: true, at: toInstant(now) }),
    ]);
  });

  it('that leaves single sign-on alone records the expiry first, too', () => {
    expect(given(...active).when(update(), NOON)).toStrictEqual([
      ended('g1', 'expired', NOON, NOON),
      described({ at: toInstant(NOON) }),
    ]);
  });

  it('lets nobody grant until single sign-on is optional again', () => {
    const forced = [...active, ...given(...active).when(update({ forcedSso: true }), TEN)];
    expect(given(...forced).when(s.grant(ada), TEN)).toMatchObject([{ data: { code: 'FORCED_SSO' } }]);
    const relaxed = [...forced, ...given(...forced).when(update(), TEN)];
    expect(given(...relaxed).when(s.grant(ada), TEN)).toMatchObject([{ type: 'SupportAccessGranted' }]);
  });
});

describe('W2: an update that forces single sign-on', () => {
  const forced = update({ forcedSso: true });
  const updated = (at: number) => described({ forcedSso: true, at: toInstant(at) });

  it('ends the sessions of the grant by login, and its extension requests by time', () => {
    const logins = [s.loggedIn('s1', NINE, NOON), s.loggedIn('s2', NINE + 1, TEN + 1)];
    const requests = [
      s.requested('r1', s.grace, NINE, { grantId: 'g1' }),
      s.requested('r2', s.mel, NINE + 1, { grantId: 'g1', requestExpiresAt: toInstant(TEN + 1) }),
    ];
    expect(given(...active, ...logins, ...requests).when(forced, TEN)).toStrictEqual([
      updated(TEN),
      ended('g1', 'forced-sso', TEN, NOON),
      ...logins.map((each) => s.sessionEnded(each, 'grant-ended', TEN, TEN)),
      ...requests.map((each) => s.requestClosed(each, 'forced-sso', TEN)),
    ]);
  });

  it('closes the requests for a new grant by time', () => {
    const requests = [
      s.requested('r1', s.grace, NINE),
      s.requested('r2', s.mel, NINE + 1, { requestExpiresAt: toInstant(TEN + 1) }),
    ];
    expect(given(described(), ...requests).when(forced, TEN)).toStrictEqual([
      updated(TEN),
      ...requests.map((each) => s.requestClosed(each, 'forced-sso', TEN)),
    ]);
    // What is over by its time is not closed by the update.
    expect(given(described(), ...requests).when(forced, TEN + 1)).toStrictEqual([
      s.requestClosed(requests[1]!, 'expired', TEN + 1),
      updated(TEN + 1),
      s.requestClosed(requests[0]!, 'forced-sso', TEN + 1),
    ]);
  });

  it('that was forced already ends nothing more', () => {
    const history = [...active, ...given(...active).when(forced, TEN)];
    expect(given(...history).when(forced, TEN + 1)).toStrictEqual([updated(TEN + 1)]);
  });

  it('and no other leaves requests and sessions', () => {
    const login = s.loggedIn('s1', NINE, NOON);
    const request = s.requested('r1', s.grace, NINE, { grantId: 'g1' });
    const relaxed = update({ ownerIds: [], tier: 'free' });
    expect(given(...active, login, request).when(relaxed, TEN)).toMatchObject([{ type: 'WorkspaceUpdated' }]);
  });
});
