import { toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  ada,
  bob,
  decline,
  denied,
  described,
  given,
  grace,
  granted,
  mel,
  NINE,
  requestClosed,
  requested,
  vendor,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const asked = requested('r1', grace, NINE);
const other = requested('r2', mel, NINE);
const history = [described(), asked, other];

const refusal = (code: Parameters<typeof denied>[1], by = ada, more = {}) => [
  denied('DeclineSupportAccessRequest', code, by, TEN, more),
];

describe('a refusal of a request', () => {
  it.each([
    ['an owner', ada, 'declined'],
    ['any other owner', bob, 'declined'],
    ['an owner acted for through a support session', { ...ada, sessionId: 's1' }, 'declined'],
    ['the vendor, which is no owner’s answer', vendor, 'withdrawn'],
    ['the vendor under an owner’s id', { id: 'ada', kind: 'vendor' as const }, 'withdrawn'],
  ] as const)('closes it, and no other, for %s', (_, actor, cause) => {
    expect(given(...history).when(decline('r1', actor), TEN)).toStrictEqual([
      requestClosed(asked, cause, TEN, { closedBy: actor }),
    ]);
  });

  it.each([
    [ada, 'declined'],
    [vendor, 'withdrawn'],
  ] as const)('keeps its reason', (actor, cause) => {
    expect(given(...history).when(decline('r1', actor, 'not now'), TEN)).toStrictEqual([
      requestClosed(asked, cause, TEN, { closedBy: actor, reason: 'not now' }),
    ]);
  });

  it('of an extension leaves the grant', () => {
    const extension = requested('r1', grace, NINE, { grantId: 'g1' });
    const before = [described(), granted('g1', NINE, 180), extension];
    const events = given(...before).when(decline('r1', ada), TEN);
    expect(events).toStrictEqual([requestClosed(extension, 'declined', TEN, { closedBy: ada })]);
    expect(s.fold([...before, ...events])).toMatchObject({ grant: { status: 'active' }, requests: [] });
  });

  it('only closes, on a clock however far behind', () => {
    const later = described({ at: toInstant(TEN) });
    expect(given(...history, later).when(decline('r1', ada), 0)).toStrictEqual([
      requestClosed(asked, 'declined', TEN, { closedBy: ada }),
    ]);
  });
});

describe('a refusal of a request is refused', () => {
  it('G2 for a workspace nobody described', () => {
    expect(given().when(decline('r1', ada), TEN)).toStrictEqual(refusal('UNKNOWN_WORKSPACE'));
  });

  it('Q7 to anybody else', () => {
    expect(given(...history).when(decline('r1', s.stranger, 'no'), TEN)).toStrictEqual(
      refusal('NOT_WORKSPACE_OWNER', s.stranger, { reason: 'no' }),
    );
  });

  it('Q7 to an owner who has left', () => {
    expect(given(...history, described({ ownerIds: ['bob'] })).when(decline('r1', ada), TEN)).toStrictEqual(
      refusal('NOT_WORKSPACE_OWNER'),
    );
  });

  it('Q5 when no such request waits', () => {
    expect(given(...history).when(decline('r9', vendor), TEN)).toStrictEqual(
      refusal('REQUEST_NOT_PENDING', vendor, { requestId: 'r9' }),
    );
  });

  it('Q5 the second time', () => {
    const first = given(...history).when(decline('r1', ada), TEN);
    expect(given(...history, ...first).when(decline('r1', bob), TEN)).toStrictEqual(
      refusal('REQUEST_NOT_PENDING', bob, { requestId: 'r1' }),
    );
  });

  it('Q5 from the instant on at which it expires', () => {
    const end = NINE + 3 * s.DAY_MS;
    expect(given(described(), asked).when(decline('r1', ada), end - 1)).toMatchObject([
      { data: { cause: 'declined' } },
    ]);
    expect(given(described(), asked).when(decline('r1', ada), end)).toMatchObject([
      { data: { cause: 'expired' } },
      { data: { code: 'REQUEST_NOT_PENDING', requestId: 'r1' } },
    ]);
  });

  it.each([
    ['G2 before Q7', 'UNKNOWN_WORKSPACE', []],
    ['Q7 before Q5', 'NOT_WORKSPACE_OWNER', history],
  ] as const)('%s', (_, code, before) => {
    expect(given(...before).when(decline('r9', s.stranger), TEN)).toMatchObject([{ data: { code } }]);
  });
});
