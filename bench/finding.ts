/** One line of the report. */
export type Finding = {
  /** What was done, e.g. `durable commands, 100 in flight`. */
  what: string;
  measured: Figure;
  /** What it is compared with, measured in the same run. */
  baseline?: Figure & { what: string };
  /** Measured over baseline, of rounds in turns. */
  ratio?: number;
  /** The bars of docs/benchmarks.md; a line without one is told for its own sake. */
  bar?: { of: 'ratio' | 'measured'; kind: 'at least' | 'at most'; value: number };
  /** What a reader must know to read the figures. */
  note?: string;
};

export type Figure = { value: number; unit: string };

export const atLeast = (value: number, of: 'ratio' | 'measured' = 'ratio') =>
  ({ of, kind: 'at least', value }) as const;

export const atMost = (value: number, of: 'ratio' | 'measured' = 'measured') =>
  ({ of, kind: 'at most', value }) as const;

/** Undefined for a line without a bar. What could not be measured is not met. */
export function isMet({ bar, measured, ratio = Number.NaN }: Finding): boolean | undefined {
  if (bar === undefined) return undefined;
  const value = bar.of === 'ratio' ? ratio : measured.value;
  return bar.kind === 'at least' ? value >= bar.value : value <= bar.value;
}
