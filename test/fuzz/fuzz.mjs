// `npm run fuzz [-- <requests> [<seed>]]`: sets up what is missing, then sends.
import { ensureBuilt, ensureInstalled } from '../../scripts/setup.mjs';

ensureInstalled();
ensureBuilt();
await import('../../dist/test/fuzz/run.js');
