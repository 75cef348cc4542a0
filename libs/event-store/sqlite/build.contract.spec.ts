import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { writerThreadEntry } from './threaded-writer.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path)) as {
  config: { compilerOptions: object };
};
// One file at a time nobody looks into package.json, which says that these are ES modules.
const options = {
  ...ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options,
  module: ts.ModuleKind.ES2022,
};

/** Everything of ours that a built module loads, itself first. */
function modulesOf(entry: URL, found = new Set<string>()): Set<string> {
  if (found.has(entry.href)) return found;
  found.add(entry.href);
  const imports = readFileSync(entry, 'utf8').matchAll(/^(?:import|export) .*?'(\.{1,2}\/[^']+)';$/gm);
  for (const [, specifier] of imports) modulesOf(new URL(specifier!, entry), found);
  return found;
}

const withoutMap = (text: string): string => text.replace(/^\/\/# sourceMappingURL=.*$/m, '').trimEnd();

// The writer's thread runs from the build while everything around it may run from the source: tests of a stale one
// would be tests of another program.
it('is what the source says: the writer’s thread and all that it loads', () => {
  const modules = [...modulesOf(writerThreadEntry())];
  expect(modules.length).toBeGreaterThan(5);
  for (const built of modules) {
    const source = built.replace('/dist/libs/', '/libs/').replace(/\.js$/, '.ts');
    const fileName = fileURLToPath(source);
    const { outputText } = ts.transpileModule(readFileSync(fileName, 'utf8'), {
      fileName,
      compilerOptions: options,
    });
    if (withoutMap(readFileSync(new URL(built), 'utf8')) !== withoutMap(outputText))
      throw new Error(`${fileURLToPath(built)} is stale: run npm run build`);
  }
});
