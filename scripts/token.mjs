// `npm run --silent token -- <role> <sub>`: one development token on standard output.
import { ensureBuilt, ensureInstalled } from './setup.mjs';

ensureInstalled();
ensureBuilt();
await import('../dist/apps/service/token.js');
