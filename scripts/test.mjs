// `npm test [-- jest arguments]`: sets up what is missing, then runs the tests.
import { ensureBuilt, ensureInstalled, run } from './setup.mjs';

await ensureInstalled();
await ensureBuilt();
await run(process.execPath, [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  ...process.argv.slice(2),
]);
