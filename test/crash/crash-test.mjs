// `npm run crash-test [-- <kills> [<seed>]]`: sets up what is missing, then kills the service again and again.
import { ensureBuilt, ensureInstalled } from '../../scripts/setup.mjs';

await ensureInstalled();
await ensureBuilt();
await import('../../dist/test/crash/run.js');
