/** The value below which a share `p` (0 to 1) of the sample lies, by nearest rank. */
export function percentile(sample: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(sample).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (sample: ArrayLike<number>): number => percentile(sample, 0.5);

/** Of two series measured in turns: the median of the ratios of neighbours, so that a slow minute hits both sides. */
export const pairedRatio = (ours: readonly number[], raw: readonly number[]): number =>
  median(ours.map((value, round) => value / raw[round]!));
