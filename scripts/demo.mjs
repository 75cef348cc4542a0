// `npm run demo [-- options]`: sets up what is missing, makes a directory with three months of history, and becomes the
// service on it.
import { ensureBuilt, ensureInstalled } from './setup.mjs';

ensureInstalled();
ensureBuilt();
process.setSourceMapsEnabled(true);
const { makeDemo } = await import('../dist/apps/demo/main.js');
const demo = await makeDemo(process.argv.slice(2));
if (demo) {
  Object.assign(process.env, demo.environment);
  await import('../dist/apps/service/main.js');
  process.stdout.write(demo.suggestions);
}
