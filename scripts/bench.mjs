// `npm run bench [-- names… --quick --strict --profile]`: sets up what is missing, then measures.
import { run } from './run.mjs';
import { ensureBuilt, ensureInstalled } from './setup.mjs';

await ensureInstalled();
await ensureBuilt();
await run(process.execPath, ['--enable-source-maps', 'dist/bench/main.js', ...process.argv.slice(2)]);
