/** Runs something once, after a delay in milliseconds; answers how to call it off. */
export type Scheduler = (work: () => void, delayMs: number) => () => void;

export const systemScheduler: Scheduler = (work, delayMs) => {
  const timer = setTimeout(work, delayMs);
  return () => clearTimeout(timer);
};
