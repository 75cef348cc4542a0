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
      value.replaceAll(/(?<=^|,|\/\/)\/keys\//g, keys.path('/keys/')),
    ]),
  );
  const result = parsed(here);
  // While the release does not have the adapter, the rest is held all the same.
  const awaited = result.problems.length > 0 && result.problems.every(isAboutTheAdapter);
  return awaited ? parsed({ ...here, EVENT_STORE_URL: 'sqlite:/data/events.db' }) : result;
}

function parsed(env: Readonly<Record<string, string>>): Read {
  const read = new Set<string>();
  const watched = new Proxy(env, {
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

const isAboutTheAdapter = ({ variable, message }: ConfigProblem): boolean =>
  variable === 'EVENT_STORE_URL' &&
  message.startsWith('names EventStoreDB, whose adapter is not in this release');
