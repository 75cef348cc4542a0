import { expect, jest } from '@jest/globals';

// In CI a test of a whole story is tried a second time, and both outcomes are printed: servers and brokers share two cores
// there, and a wait may be too short. Rules and pure functions have one try, and so has everything on a developer's machine.
if (process.env.CI && /\.(contract|e2e|kafka|postgres)\.spec\.ts$/.test(expect.getState().testPath ?? ''))
  jest.retryTimes(1, { logErrorsBeforeRetry: true });
