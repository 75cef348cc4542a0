/** Runs `work` once, after a delay in milliseconds. @returns a function that cancels it */
export type Scheduler = (work: () => void, delayMs: number) => () => void;

export const systemScheduler: Scheduler = (work, delayMs) => {
  const timer = setTimeout(work, delayMs);
  return () => clearTimeout(timer);
};
