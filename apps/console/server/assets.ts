import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Asset = { type: string; content: Buffer };

/** The bundle is not there: scripts/console.mjs makes it. */
export class ConsoleNotBuiltError extends Error {
  readonly code = 'CONSOLE_NOT_BUILT';
  constructor(options: ErrorOptions) {
    super('the console is not built: npm run build', options);
  }
}

/** The bundle lies beside the built server; tests run the source, which is not in `dist`. */
const FOLDER = import.meta.url.endsWith('.ts') ? '../../../dist/apps/console/assets/' : '../assets/';

/** Which file is which; not served. */
const MANIFEST = 'manifest.json';

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** The scripts, style sheets and words of the pages and widgets, in memory. */
export class Assets {
  private constructor(
    private readonly names: Readonly<Record<string, string>>,
    private readonly files: ReadonlyMap<string, Asset>,
  ) {}

  /** @throws ConsoleNotBuiltError */
  static async read(): Promise<Assets> {
    const folder = fileURLToPath(new URL(FOLDER, import.meta.url));
    try {
      const names = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Record<string, string>;
      const files = new Map<string, Asset>();
      for (const entry of await readdir(folder, { recursive: true })) {
        const type = TYPES[/\.(\w+)$/.exec(entry)?.[1] ?? ''];
        if (type !== undefined && entry !== MANIFEST)
          files.set(entry.replaceAll('\\', '/'), { type, content: await readFile(join(folder, entry)) });
      }
      return new Assets(names, files);
    } catch (error) {
      throw new ConsoleNotBuiltError({ cause: error });
    }
  }

  /** The URL of a file by its name in the sources, such as `pages/desk.js`. */
  url(name: string): string {
    return `/console/assets/${this.names[name] ?? name}`;
  }

  /** By its path below `/console/assets/`, whose name changes with its content. */
  file(path: string): Asset | undefined {
    return this.files.get(path);
  }

  /** By its name in the sources. */
  named(name: string): Asset | undefined {
    const path = this.names[name];
    return path === undefined ? undefined : this.files.get(path);
  }
}
