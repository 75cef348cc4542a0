import { readPromql } from './promql.js';

it('names what is asked for, and by what', () =>
  expect(
    readPromql(
      'histogram_quantile(0.99, sum by (le, route) (rate(a_bucket{job="$job", x!~"y"}[$__rate_interval]))) > 1',
    ),
  ).toEqual({ selectors: [{ metric: 'a_bucket', labels: ['job', 'x'] }], grouping: ['le', 'route'] }));

it('names each side', () =>
  expect(readPromql('sum(a) > 0.1 * sum(b{c="d"}) and on (e) absent(f)')).toEqual({
    selectors: [
      { metric: 'a', labels: [] },
      { metric: 'b', labels: ['c'] },
      { metric: 'f', labels: [] },
    ],
    grouping: ['e'],
  }));

it.each(['sum(a', 'rate(a[5m)', 'a{b=c}', '1 + 1'])('refuses %s', (text) =>
  expect(() => readPromql(text)).toThrow(/not PromQL|asks for nothing/),
);
