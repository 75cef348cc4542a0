import { ConcurrencyLimit } from './concurrency-limit.js';

const bounds = { what: 'streams', total: 3, perCaller: 2, retryAfterSeconds: 7 };

function limited() {
  const refused: string[] = [];
  const inc = (labels: unknown, by = 1): void => {
    if (by > 0) refused.push((labels as { reason: string }).reason);
  };
  return { limit: new ConcurrencyLimit(bounds, { inc }), refused };
}

it('refuses one caller beyond their share with 429, and says when to come back', () => {
  const { limit, refused } = limited();
  limit.begin('ann');
  limit.begin('ann');
  expect(() => limit.begin('ann')).toThrow(
    expect.objectContaining({
      status: 429,
      code: 'TOO_MANY_REQUESTS',
      message: '2 streams of yours are under way',
      extras: { headers: { 'Retry-After': '7' } },
    }),
  );
  expect(refused).toEqual(['caller']);
  expect(() => limit.begin('ben')).not.toThrow();
});

it('refuses everybody with 503 when there are too many of all', () => {
  const { limit, refused } = limited();
  limit.begin('ann');
  limit.begin('ann');
  limit.begin('ben');
  expect(() => limit.begin('cleo')).toThrow(expect.objectContaining({ status: 503 }));
  expect(refused).toEqual(['total']);
});

it('has room again when an answer is over, which counts once', () => {
  const { limit } = limited();
  const done = limit.begin('ann');
  limit.begin('ann');
  done();
  done();
  expect(limit.open).toBe(1);
  limit.begin('ann');
  expect(() => limit.begin('ann')).toThrow('2 streams of yours');
});
