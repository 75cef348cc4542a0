const isFull = process.env.TEST_SCALE === 'full';

/** How many cases, commands or seconds a test takes: `small` in `npm test`, `full` in `npm run test:all` (`TEST_SCALE=full`). */
export const scaled = (small: number, full: number): number => (isFull ? full : small);
