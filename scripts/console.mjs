// Bundles the console's scripts and its style sheet into dist/apps/console/assets, under names that change with their contents, and
// writes which is which into manifest.json. `npm run build` and the scripts that start something call it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './run.mjs';

const source = join(root, 'apps/console');
const target = join(root, 'dist/apps/console/assets');
const named = (folder, ending) =>
  (existsSync(join(source, folder)) ? readdirSync(join(source, folder)) : [])
    .filter((name) => name.endsWith(ending) && !name.includes('.spec.'))
    .map((name) => join(folder, name));

/** Templates and styles keep their line breaks and lose what stands before them; it means nothing there, nor in code. */
const withoutIndentation = {
  name: 'without-indentation',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\bapps.console.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/\n\s+/g, '\n'),
      loader: 'ts',
    })),
};

/** @returns the size of each file that was written, in bytes, by its name in the manifest */
export async function buildConsole() {
  const entries = [...named('pages', '.ts'), ...named('widget', '.ts')];
  const { outputFiles } = await build({
    entryPoints: entries.map((entry) => join(source, entry)),
    outbase: source,
    outdir: target,
    bundle: true,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    minify: true,
    conditions: ['source'],
    tsconfig: join(source, 'tsconfig.json'),
    legalComments: 'none',
    logLevel: 'warning',
    alias: { 'eventsource-parser': join(source, 'parts/event-lines.ts') },
    plugins: [withoutIndentation],
    write: false,
  });
  rmSync(target, { recursive: true, force: true });
  const manifest = {};
  const sizes = {};
  const write = (name, contents, ending) => {
    const hash = createHash('sha256').update(contents).digest('base64url').slice(0, 10);
    manifest[name] = `${name.slice(0, -ending.length)}-${hash}${ending}`;
    sizes[name] = contents.length;
    const file = join(target, manifest[name]);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, contents);
  };
  for (const { path, contents } of outputFiles)
    write(path.slice(target.length + 1), Buffer.from(contents), '.js');
  for (const sheet of named('look', '.css')) write(sheet, readFileSync(join(source, sheet)), '.css');
  writeFileSync(join(target, 'manifest.json'), JSON.stringify(manifest, null, 2));
  return sizes;
}

if (process.argv[1] === import.meta.filename) await buildConsole();
