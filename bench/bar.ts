import type { Finding } from './finding.js';

/** One file of bench/bars: what it measures, and how it is called on the command line. */
export type Bar = {
  name: string;
  title: string;
  run(bench: Bench): Promise<Finding[]>;
};

/** What a bar is given. */
export type Bench = {
  /** Small sizes, to see that it runs; the figures are not the bar's. */
  quick: boolean;
  /** An empty directory on a real disk, removed afterwards. */
  directory: string;
  /** For node processes that are measured: empty, or what makes them write a profile. */
  nodeOptions: readonly string[];
  /** A line for whoever waits. */
  say: (line: string) => void;
};
