// `npm run --silent token -- <role> <sub>`: one development token on standard output, as `npm run admin -- token` prints it.
import { ensureNode } from './node.mjs';

await ensureNode();
process.argv.splice(2, 0, 'token');
await import('./admin.mjs');
