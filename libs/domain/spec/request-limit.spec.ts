import type { SupportAccessEvent } from '../index.js';
import { MAX_PENDING, toInstant } from '../index.js';
import * as s from './scenario.js';
import { denied, described, given, granted, mel, NEW_ID, NINE, request, requested } from './scenario.js';

// Q3: nobody wears an owner down.

const command = request({ engineer: mel });
const accepted = (at: number) => [requested(NEW_ID, mel, at)];
const refused = (at: number, retryAt: number) => [
  denied('RequestSupportAccess', 'REQUEST_LIMIT', s.asking(mel), at, {
    reason: 'export fails',
    retryAt: toInstant(retryAt),
  }),
];

/** So many requests of different engineers, an hour apart; the first waits longest. */
const waiting = (count: number) =>
  Array.from({ length: count }, (_, hour) => {
    const end = toInstant(NINE + 3 * s.DAY_MS - hour * s.HOUR_MS);
    return requested(`r${hour}`, { id: `e${hour}` }, NINE + hour * s.HOUR_MS, { requestExpiresAt: end });
  });

/** A request and its withdrawal. */
const answered = (at: number, i: number): SupportAccessEvent[] => {
  const event = requested(`a${i}`, { id: 'e' }, at);
  return [event, s.requestClosed(event, 'withdrawn', at)];
};

const AFTERNOON = NINE + 5 * s.HOUR_MS;
const hours = (count: number) => Array.from({ length: count }, (_, hour) => NINE + hour * s.HOUR_MS);

describe('requests that wait', () => {
  it('are five at most', () => {
    expect(MAX_PENDING).toBe(5);
    expect(given(described(), ...waiting(4)).when(command, AFTERNOON)).toStrictEqual(accepted(AFTERNOON));
    expect(given(described(), ...waiting(5)).when(command, AFTERNOON)).toStrictEqual(
      refused(AFTERNOON, NINE + 3 * s.DAY_MS - 4 * s.HOUR_MS),
    );
  });

  it('for extensions count as well', () => {
    const active = granted('g1', NINE, 10_080);
    const five = waiting(5).map((each) => ({ ...each, data: { ...each.data, grantId: 'g1' } }));
    const extension = request({ engineer: mel, grantId: 'g1' });
    expect(given(described(), active, ...five).when(extension, AFTERNOON)).toStrictEqual(
      refused(AFTERNOON, NINE + 3 * s.DAY_MS - 4 * s.HOUR_MS),
    );
  });

  it('make room when the first of them expires, as the refusal says', () => {
    const history = [described(), ...waiting(5)];
    const retryAt = NINE + 3 * s.DAY_MS - 4 * s.HOUR_MS;
    expect(given(...history).when(command, retryAt - 1)).toStrictEqual(refused(retryAt - 1, retryAt));
    expect(given(...history).when(command, retryAt)).toStrictEqual([
      s.requestClosed(waiting(5)[4]!, 'expired', retryAt),
      ...accepted(retryAt),
    ]);
  });

  it('make room when one is answered', () => {
    const [first] = waiting(5);
    const history = [described(), ...waiting(5), s.requestClosed(first!, 'declined', AFTERNOON)];
    expect(given(...history).when(command, AFTERNOON)).toStrictEqual(accepted(AFTERNOON));
  });
});

describe('requests in any 24 hours', () => {
  const retryAt = NINE + s.DAY_MS;

  it('are ten at most, answered or not', () => {
    const at = NINE + 12 * s.HOUR_MS;
    expect(given(described(), ...hours(9).flatMap(answered)).when(command, at)).toStrictEqual(accepted(at));
    expect(given(described(), ...hours(10).flatMap(answered)).when(command, at)).toStrictEqual(
      refused(at, retryAt),
    );
    const approved = granted('g1', NINE, 1, undefined, { requestId: 'a10' });
    const history = [
      ...hours(9).flatMap(answered),
      requested('a10', { id: 'e' }, at),
      approved,
      s.ended('g1', 'revoked', at, NINE + 60_000),
    ];
    expect(given(described(), ...history).when(command, at)).toStrictEqual(refused(at, retryAt));
  });

  it('are taken again when the first is 24 hours old, as the refusal says', () => {
    const history = [described(), ...hours(10).flatMap(answered)];
    expect(given(...history).when(command, retryAt - 1)).toStrictEqual(refused(retryAt - 1, retryAt));
    expect(given(...history).when(command, retryAt)).toStrictEqual(accepted(retryAt));
  });

  it('are counted in a window that moves on', () => {
    const eleven = [...hours(10), retryAt];
    expect(given(described(), ...eleven.flatMap(answered)).when(command, retryAt)).toStrictEqual(
      refused(retryAt, retryAt + s.HOUR_MS),
    );
  });
});

describe('both limits at once', () => {
  const answeredBefore = hours(5).flatMap(answered);
  const five = (requestExpiresAt: number) =>
    waiting(5).map((each) => ({
      ...each,
      data: { ...each.data, at: toInstant(AFTERNOON), requestExpiresAt: toInstant(requestExpiresAt) },
    }));

  it.each([
    ['the waiting ones', NINE + 2 * s.DAY_MS, NINE + 2 * s.DAY_MS],
    ['those of the day', NINE + 10 * s.HOUR_MS, NINE + s.DAY_MS],
  ])('are told by the later: %s', (_, pendingUntil, retryAt) => {
    const history = [described(), ...answeredBefore, ...five(pendingUntil)];
    expect(given(...history).when(command, AFTERNOON)).toStrictEqual(refused(AFTERNOON, retryAt));
  });
});
