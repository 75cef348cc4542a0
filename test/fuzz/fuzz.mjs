// `npm run fuzz [-- <requests> [<seed>]]`: sets up what is missing, then sends.
import { ensureBuilt, ensureInstalled } from '../../scripts/setup.mjs';

await ensureInstalled();
await ensureBuilt();
await import('../../dist/test/fuzz/run.js');
