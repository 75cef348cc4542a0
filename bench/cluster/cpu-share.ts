import { cpuMsOf } from '../process-facts.js';

/** The kernel tells CPU time in steps of 10 ms. */
const TICK_MS = 10;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Holds processes to a share of a core each, as if each had a machine of its own, however slow: whoever has used up its share
 * is stopped until time has passed. So several of them can be compared with one on a machine that has not a core for each.
 *
 * A stopped process does not notice: the pauses are of some ten milliseconds. Its threads count together.
 */
export class CpuShare {
  readonly #timer: NodeJS.Timeout;
  readonly #held: { pid: number; fromMs: number; stopped: boolean }[];
  readonly #since = performance.now();

  /** @param share of one core, e.g. 0.25 */
  constructor(
    pids: readonly number[],
    readonly share: number,
  ) {
    this.#held = pids.map((pid) => ({ pid, fromMs: usedBy(pid), stopped: false }));
    this.#timer = setInterval(() => this.#hold(), TICK_MS / 2);
    process.once('exit', this.#letRun);
    for (const signal of SIGNALS) process.once(signal, this.#giveUp);
  }

  /** Lets all of them run freely again. */
  end(): void {
    clearInterval(this.#timer);
    process.removeListener('exit', this.#letRun);
    for (const signal of SIGNALS) process.removeListener(signal, this.#giveUp);
    this.#letRun();
  }

  readonly #letRun = (): void => {
    for (const { pid, stopped } of this.#held) if (stopped) process.kill(pid, 'SIGCONT');
  };

  /** Whoever ends this process must not leave others stopped for ever. */
  readonly #giveUp = (signal: NodeJS.Signals): void => {
    this.end();
    process.kill(process.pid, signal);
  };

  #hold(): void {
    const allowedMs = (performance.now() - this.#since) * this.share;
    for (const each of this.#held) {
      // What was not used is not saved up: an idle second would buy a second of the whole core.
      const surplusMs = allowedMs - (usedBy(each.pid) - each.fromMs);
      if (surplusMs > 2 * TICK_MS) each.fromMs -= surplusMs - 2 * TICK_MS;
      const stop = surplusMs < 0;
      if (stop !== each.stopped) process.kill(each.pid, stop ? 'SIGSTOP' : 'SIGCONT');
      each.stopped = stop;
    }
  }
}

function usedBy(pid: number): number {
  const ms = cpuMsOf(pid);
  if (ms === undefined) throw new Error('this system does not tell how much CPU time a process takes');
  return ms;
}
