// `npm run cluster-test -- …`: sets up what is missing, then troubles a cluster; what it can do is in run.ts.
import { ensureBuilt, ensureInstalled } from '../../scripts/setup.mjs';

await ensureInstalled();
await ensureBuilt();
await import('../../dist/test/cluster/run.js');
