/**
 * How well a single measurement tells two kinds apart: the chance that one of `b` is greater than one of `a`
 * (Mann–Whitney U over |a|·|b|, ties by halves). 0.5: not at all; 0 or 1: every time.
 */
export function separation(a: readonly number[], b: readonly number[]): number {
  let greater = 0;
  for (const x of a) for (const y of b) greater += y > x ? 1 : y === x ? 0.5 : 0;
  return greater / (a.length * b.length);
}

/** Its standard deviation when both are of one kind: sqrt((m + n + 1) / 12mn). */
export const separationDeviation = (m: number, n: number): number => Math.sqrt((m + n + 1) / (12 * m * n));
