// `node scripts/packages.mjs <name>`: makes packages/<name>/dist from the sources in libs and apps. `npm pack` there calls it.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { root } from './run.mjs';

const PACKAGES = {
  client: {
    entries: { index: 'libs/client/index.ts', guard: 'libs/client/guard/index.ts' },
    platform: 'neutral',
    target: 'es2022',
    types: 'libs/client',
    // Of what people may have to replace in a hurry, the copy is theirs.
    external: ['jose'],
  },
  verify: {
    entries: { verify: 'apps/admin/verify/offline.ts' },
    platform: 'node',
    target: 'node22.22',
    // Some of what it is made of is written for CommonJS. Not minified: an auditor may want to read it.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  },
};

/** Imports of our own that nobody uses are left out, with what they import: they only define things. */
const ownModulesHaveNoEffects = {
  name: 'own-modules-have-no-effects',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^(#|\.)/ }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'resolved') return undefined;
      const found = await resolve(path, { ...rest, pluginData: 'resolved' });
      return found.path.includes('node_modules') ? found : { ...found, sideEffects: false };
    });
  },
};

/** @returns of each file that was made, what it imports and is made of (a metafile of esbuild) */
export async function buildPackage(name) {
  const { entries, types, ...options } = PACKAGES[name];
  const home = join(root, 'packages', name);
  const target = join(home, 'dist');
  rmSync(target, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: target,
    bundle: true,
    // Of one entry nothing is shared; and apart, what is imported while it runs stays even where nobody calls for it.
    splitting: Object.keys(entries).length > 1,
    format: 'esm',
    conditions: ['source'],
    mainFields: ['module', 'main'],
    alias: { 'eventsource-parser': join(root, 'node_modules/eventsource-parser/dist/index.js') },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    plugins: [ownModulesHaveNoEffects],
    ...options,
  });
  if (types) writeTypes(Object.values(entries), types, join(target, 'types'));
  copyFileSync(join(root, 'LICENSE'), join(home, 'LICENSE'));
  writeFileSync(join(target, 'LICENSES-of-dependencies.txt'), licensesOf(metafile));
  for (const file of binaries(home)) chmodSync(file, 0o755);
  return metafile;
}

function writeTypes(files, sources, outDir) {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.json'),
    {
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      sourceMap: false,
      outDir,
      rootDir: join(root, sources),
    },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
      },
    },
  );
  const program = ts.createProgram(
    files.map((file) => join(root, file)),
    config.options,
  );
  const { diagnostics } = program.emit();
  if (diagnostics.length > 0)
    throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(config.options)));
}

/** Those of the packages whose code is in the files, as their licences ask for. */
function licensesOf({ outputs }) {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0),
  );
  const folders = new Set(
    used.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
      return `${name} ${version}, ${license}\n\n${file ? readFileSync(join(root, folder, file), 'utf8').trim() : ''}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function binaries(home) {
  const { bin = {} } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  return Object.values(bin)
    .map((file) => join(home, file))
    .filter(existsSync);
}

if (process.argv[1] === import.meta.filename) {
  mkdirSync(join(root, 'packages', process.argv[2]), { recursive: true });
  await buildPackage(process.argv[2]);
}
