// `npm run cluster [-- --port <of the first api>]`: the service as a process per role, on loopback, until Ctrl-C.
import { ensureBuilt, ensureInstalled } from './setup.mjs';

await ensureInstalled();
await ensureBuilt();
await import('../dist/test/cluster/run-cluster.js');
