// `npm start`: sets up what is missing, then becomes the service.
import { root } from './run.mjs';
import { ensureBuilt, ensureInstalled } from './setup.mjs';

await ensureInstalled();
await ensureBuilt();
process.chdir(root);
process.setSourceMapsEnabled(true);
await import('../dist/apps/service/main.js');
