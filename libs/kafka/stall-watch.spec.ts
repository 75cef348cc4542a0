import { StallWatch } from './stall-watch.js';

const WAITING = { lag: 5n, progressAt: 100, inTrouble: false };

describe('a stall', () => {
  it('lasts from when work was first seen to wait without progress', () => {
    const watch = new StallWatch();
    watch.observe(1_000, WAITING);
    expect(watch.stalledMs(1_000)).toBe(0);
    watch.observe(2_000, WAITING);
    watch.observe(5_000, WAITING);
    expect(watch.stalledMs(6_000)).toBe(4_000);
  });

  it.each([
    ['something got done', { ...WAITING, progressAt: 101 }],
    ['nothing waits', { ...WAITING, lag: 0n }],
    ['what is in the way is known', { ...WAITING, inTrouble: true }],
  ])('is over when %s', (_, facts) => {
    const watch = new StallWatch();
    watch.observe(1_000, WAITING);
    watch.observe(2_000, WAITING);
    watch.observe(3_000, facts);
    expect(watch.stalledMs(9_000)).toBe(0);
  });
});
