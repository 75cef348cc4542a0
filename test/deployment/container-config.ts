import type { Config, ConfigProblem } from '#config';
import { ConfigError, parseConfig } from '#config';
import type { MadeKeys } from './made-keys.js';

export type Read = { config?: Config; problems: readonly ConfigProblem[]; unknown: string[] };

/** What the drivers and the runtime read themselves. */
const NOT_OURS = new Set(['PGPASSFILE', 'NODE_OPTIONS']);

/**
 * What the service makes of a container's environment.
 * @returns what is wrong with it, and which variables nobody reads: a misspelt one is told by nothing else
 */
export function readContainerConfig(env: Readonly<Record<string, string>>, keys: MadeKeys): Read {
  const here = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value
        // In Kubernetes each Secret has a folder of its own below /keys.
        .replaceAll(/(?<=^|,|\/\/)\/keys\/(?:\w+\/)?/g, keys.path('/keys/'))
        .replaceAll(/(?<=^|,|\/\/)\/cookies\//g, keys.path('/cookies/')),
    ]),
  );
  const read = new Set<string>();
  const watched = new Proxy(here, {
    get: (target, name: string) => {
      read.add(name);
      return target[name];
    },
  });
  const unknown = (): string[] => Object.keys(env).filter((name) => !read.has(name) && !NOT_OURS.has(name));
  try {
    const config = parseConfig(watched);
    return { config, problems: [], unknown: unknown() };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems, unknown: unknown() };
    throw error;
  }
}
