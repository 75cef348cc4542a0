// `node scripts/with-node.mjs [--node=<major>] <program> [arguments]`: the program, and all that it starts, on a Node.js that
// is new enough, or on one of exactly the major version that is named.
import { ensureNode, environmentWith, fetchNode } from './node.mjs';
import { become } from './run.mjs';

await ensureNode();
const [first, ...rest] = process.argv.slice(2);
const major = /^--node=(\d+)$/.exec(first)?.[1];
const [program, ...args] = major ? rest : [first, ...rest];
const fits = !major || process.versions.node.startsWith(`${major}.`);
await become(program, args, { env: environmentWith(fits ? process.execPath : fetchNode(major)) });
