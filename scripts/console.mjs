// Bundles the console's scripts and its style sheets into dist/apps/console/assets, under names that change with their contents, and
// writes which is which into manifest.json. `npm run build` and the scripts that start something call it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { root } from './run.mjs';

const source = join(root, 'apps/console');
const target = join(root, 'dist/apps/console/assets');
const browsers = ['chrome123', 'firefox120', 'safari17.5'];
const named = (folder, ending) =>
  (existsSync(join(source, folder)) ? readdirSync(join(source, folder)) : [])
    .filter((name) => name.endsWith(ending) && !name.includes('.spec.'))
    .map((name) => join(folder, name));

/** Style sheets in scripts are shortened as others are. Templates lose what stands before their lines; it means nothing there, nor in code. */
const shortTexts = {
  name: 'short-texts',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\bapps.console.*\.ts$/ }, async ({ path }) => {
      const parts = readFileSync(path, 'utf8').split(/(?<=\bcss`)([^`]*)(?=`)/);
      const short = parts.map(async (part, i) =>
        i % 2 === 0 ? part.replace(/\n\s+/g, '\n') : shortSheet(part),
      );
      return { contents: (await Promise.all(short)).join(''), loader: 'ts' };
    }),
};

async function shortSheet(text) {
  const { code } = await transform(text, { loader: 'css', minify: true, target: browsers });
  return code.trim();
}

/** Widgets carry English alone: German is a file of its own there, and the languages made up for tests are absent. */
const englishAlone = {
  name: 'english-alone',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.de\.ts$/ }, () => ({ contents: 'export const de = {};' }));
    onLoad({ filter: /\bmade-up\.ts$/ }, () => ({ contents: 'export const madeUp = (english) => english;' }));
  },
};

async function bundles(entryPoints, options = {}) {
  const { outputFiles } = await build({
    entryPoints: entryPoints.map((entry) => join(source, entry)),
    outbase: source,
    outdir: target,
    bundle: true,
    format: 'esm',
    target: browsers,
    minify: true,
    conditions: ['source'],
    tsconfig: join(source, 'tsconfig.json'),
    legalComments: 'none',
    logLevel: 'warning',
    alias: { 'eventsource-parser': join(source, 'parts/event-lines.ts') },
    plugins: [shortTexts],
    write: false,
    ...options,
  });
  return outputFiles.map(({ path, contents }) => ({
    name: path.slice(target.length + 1),
    contents: Buffer.from(contents),
  }));
}

/** The German words of the widget, as JSON. */
async function german() {
  const [{ contents }] = await bundles(['words/german.ts']);
  const module = await import(`data:text/javascript;base64,${contents.toString('base64')}`);
  return Buffer.from(JSON.stringify(module.german));
}

const sha256 = (contents, encoding) => createHash('sha256').update(contents).digest(encoding);

/** @returns the size of each file that was written, in bytes, by its name in the manifest */
export async function buildConsole() {
  rmSync(target, { recursive: true, force: true });
  const manifest = {};
  const sizes = {};
  const write = ({ name, contents }) => {
    const [, stem, ending] = /^(.*)(\.\w+)$/.exec(name);
    manifest[name] = `${stem}-${sha256(contents, 'base64url').slice(0, 10)}${ending}`;
    sizes[name] = contents.length;
    const file = join(target, manifest[name]);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, contents);
  };
  const words = { name: 'widget/de.json', contents: await german() };
  write(words);
  const define = {
    'GERMAN.name': JSON.stringify(manifest[words.name].replace('widget/', '')),
    'GERMAN.integrity': JSON.stringify(`sha256-${sha256(words.contents, 'base64')}`),
  };
  const pages = await bundles(named('pages', '.ts'));
  const widgets = await bundles(named('widget', '.ts'), { define, plugins: [englishAlone, shortTexts] });
  const sheets = named('look', '.css').map((name) => ({ name, contents: readFileSync(join(source, name)) }));
  for (const file of [...pages, ...widgets, ...sheets]) write(file);
  writeFileSync(join(target, 'manifest.json'), JSON.stringify(manifest, null, 2));
  return sizes;
}

if (process.argv[1] === import.meta.filename) await buildConsole();
