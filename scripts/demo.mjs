// `npm run demo [-- options]`: sets up what is missing, makes a directory with three months of history, and becomes the
// service on it.
import { ensureBuilt, ensureInstalled } from './setup.mjs';

await ensureInstalled();
await ensureBuilt();
await import('./run-demo.mjs');
