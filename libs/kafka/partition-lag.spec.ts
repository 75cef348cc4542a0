import { summarizeLag } from './partition-lag.js';

const at = (partition: number, lag: bigint, isAssigned = true) => ({
  topic: 'commands',
  partition,
  lag,
  isAssigned,
});
const ours = ({ partition }: { partition: number }): boolean => partition < 2;

it('counts our partitions, and leaves those of other members to them', () =>
  expect(summarizeLag([at(0, 3n), at(1, 4n), at(2, 5n)], ours)).toEqual({ lag: 7n, unread: undefined }));

it('counts and names what waits where nobody reads', () => {
  const partitions = [at(0, 3n), at(2, 5n, false), at(3, 0n, false), at(4, 1n, false)];
  expect(summarizeLag(partitions, ours)).toEqual({
    lag: 9n,
    unread: 'no consumer of the group reads commands/2, commands/4 yet, where 6 commands wait',
  });
});

it('names only a few of many', () => {
  const partitions = Array.from({ length: 9 }, (_, n) => at(n + 2, 1n, false));
  expect(summarizeLag(partitions, ours).unread).toContain('commands/6, … yet, where 9 commands');
});
