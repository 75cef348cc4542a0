// `npm run --silent admin -- <command>`: sets up what is missing, then becomes the command line.
import { ensureBuilt, ensureInstalled } from './setup.mjs';

await ensureInstalled();
await ensureBuilt();
process.setSourceMapsEnabled(true);
await import('../dist/apps/admin/main.js');
