// `npm start`: sets up what is missing, then becomes the service.
import { ensureBuilt, ensureInstalled, root } from './setup.mjs';

await ensureInstalled();
await ensureBuilt();
process.chdir(root);
process.setSourceMapsEnabled(true);
await import('../dist/apps/service/main.js');
