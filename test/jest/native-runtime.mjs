// Jest by itself gives each suite a realm of its own and evaluates every module in it anew, packages included: 1.5 to 2 s of each
// suite, more than most of them take, and code with slow access to its globals. Here Node.js loads the modules. Packages and
// sources are evaluated once for each worker; specs and what supports them, which may have state, once for each suite.
import { readFileSync, existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const ROOT = resolve(import.meta.dirname, '../..');
const ROOT_URL = `${pathToFileURL(ROOT).href}/`;
const GLOBALS = new URL('globals.mjs', import.meta.url).href;
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** What is evaluated for each suite. */
const OF_A_SUITE = /^(test|bench)\/|\/spec\/|\.(spec|contract)\.ts$/;
const TO_ESM = {
  isInternalModule: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};

/** The suite that runs. */
let current;
let suites = 0;
/** By URL, of everything that this worker has loaded. */
const sourceMaps = new Map();

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '' } = context;
    if (!isSource(parentURL)) return next(specifier, context);
    if (specifier === '@jest/globals') return found(`${GLOBALS}?suite=${suites}`);
    const alias = MANIFEST.imports[specifier];
    const target = alias ? new URL(alias.source, ROOT_URL) : sourceOf(specifier, parentURL);
    return target ? found(withSuite(target)) : next(specifier, context);
  },
  load(url, context, next) {
    if (!isSource(url)) return next(url, context);
    const file = fileURLToPath(url);
    const { code, sourceMapPath } = current.transformer.transform(file, TO_ESM, readFileSync(file, 'utf8'));
    if (sourceMapPath) sourceMaps.set(url, sourceMapPath).set(file, sourceMapPath);
    return { format: 'module', source: code, shortCircuit: true };
  },
});

const isSource = (url) =>
  url.startsWith(ROOT_URL) && /\.ts(\?|$)/.test(url) && !url.includes('/node_modules/');

const found = (url) => ({ url, format: 'module', shortCircuit: true });

/** Sources import each other by the name that they have after the build. */
function sourceOf(specifier, parentURL) {
  if (!/^\.{1,2}\/.*\.js$/.test(specifier)) return undefined;
  const url = new URL(specifier.replace(/\.js$/, '.ts'), parentURL);
  return existsSync(url) ? url : undefined;
}

function withSuite(url) {
  if (OF_A_SUITE.test(url.href.slice(ROOT_URL.length))) url.search = `suite=${suites}`;
  return url.href;
}

/** `jest` as far as it is about mocks and timers. */
export function jestObject() {
  const { moduleMocker, fakeTimersModern } = current.environment;
  return new Proxy(fakeTimersModern, {
    get: (timers, name) => {
      const owner = name in timers ? timers : moduleMocker;
      return owner[name]?.bind(owner);
    },
  });
}

/** What jest-runner and jest-circus ask of a runtime. */
// oxlint-disable-next-line import/no-default-export -- how Jest takes it
export default class NativeRuntime {
  constructor(_config, environment, _resolver, transformer) {
    this.environment = environment;
    this.transformer = transformer;
    suites += 1;
    current = this;
  }

  /** jest-circus, whose state is that of one suite. */
  requireInternalModule(file) {
    delete require.cache[file];
    globalThis[Symbol.for('EVENT_HANDLERS')] = undefined;
    return require(file);
  }

  requireModule(file) {
    return require(file);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  unstable_importModule(file) {
    return import(withSuite(pathToFileURL(file)));
  }

  getSourceMaps() {
    return sourceMaps;
  }

  setGlobalsForRuntime() {}
  enterTestCode() {}
  leaveTestCode() {}
  getAllCoverageInfoCopy() {}
  teardown() {}
}
