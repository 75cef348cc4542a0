import { PartitionProgress } from './partition-progress.js';

describe('the progress of a partition', () => {
  it('is the end of what is finished without a gap', () => {
    const progress = new PartitionProgress();
    const [first, second, third] = [progress.take('10'), progress.take('11'), progress.take('15')];
    expect(progress.uncommitted).toBeUndefined();
    progress.finish(second);
    expect(progress.uncommitted).toBeUndefined();
    progress.finish(first);
    expect(progress.uncommitted).toBe('11');
    progress.finish(third);
    expect(progress.uncommitted).toBe('15');
  });

  it('is committed once', () => {
    const progress = new PartitionProgress();
    progress.finish(progress.take('10'));
    progress.committed('10');
    expect(progress.uncommitted).toBeUndefined();
    progress.finish(progress.take('11'));
    expect(progress.uncommitted).toBe('11');
  });

  it('stays right over many more than it keeps', () => {
    const progress = new PartitionProgress();
    for (let batch = 0; batch < 10; batch++) {
      const taken = Array.from({ length: 1_000 }, (_, n) => progress.take(`${batch * 1_000 + n}`));
      for (const one of taken.reverse()) progress.finish(one);
      expect(progress.uncommitted).toBe(`${batch * 1_000 + 999}`);
    }
  });
});
