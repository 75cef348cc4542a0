import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '#config';
import { openEventStore, StoreLockedError } from '#event-store';
import { startProgress } from '#terminal';
import { asError } from '#domain';
import { eventStoreUrl, makeDataDirectory, NotADemoError, readModelUrl } from './data-directory.js';
import { fill } from './fill.js';
import type { DemoOptions } from './options.js';
import { parseOptions, USAGE, UsageError } from './options.js';
import { OLIVIAS } from './cast.js';
import { suggestions } from './suggestions.js';
import type { Tally } from './tally.js';

/** The settings under which the service runs on the demo's data. */
export type Demo = {
  /** Variables to set for the service. */
  environment: Record<string, string>;
  /** To be printed once it listens. */
  suggestions: string;
};

/**
 * Makes the demo's directory and fills it.
 * @returns nothing when no service is wanted, or when it went wrong, and then the exit code is set
 */
export async function makeDemo(args: readonly string[]): Promise<Demo | undefined> {
  try {
    const options = parseOptions(args);
    const tally = await fillDirectory(options);
    return options.serve ? demoOf(options, tally) : undefined;
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${describe(error)}\n`);
    return undefined;
  }
}

async function fillDirectory({ directory, seed, workspaces }: DemoOptions): Promise<Tally> {
  await makeDataDirectory(directory);
  const store = await openEventStore(eventStoreUrl(directory));
  const progress = startProgress('Three months of history', process.stdout);
  const until = Date.now();
  const started = performance.now();
  try {
    const onProgress = (done: number, of: number): void => progress.update(done, of);
    const tally = await fill(store, { workspaces, until, seed, onProgress });
    progress.stop();
    const seconds = (performance.now() - started) / 1_000;
    const mebibytes = statSync(join(directory, 'events.db')).size / 2 ** 20;
    process.stdout.write(
      `${directory}: ${tally.commands} commands left ${tally.events} events (${mebibytes.toFixed(1)} MiB) ` +
        `in ${seconds.toFixed(1)} s, all of them durable\n${tally.toString()}\n`,
    );
    return tally;
  } finally {
    progress.stop();
    await store.close();
  }
}

function demoOf({ directory }: DemoOptions, tally: Tally): Demo {
  const environment = { EVENT_STORE_URL: eventStoreUrl(directory), READ_MODEL_URL: readModelUrl(directory) };
  const { http, auth } = parseConfig({ ...process.env, ...environment });
  const host = http.host.includes(':') ? `[${http.host}]` : http.host;
  const settings = auth.kind === 'development' ? `DEV_KEYS_DIR=${auth.keysDir}` : '';
  const [inside, , asking] = OLIVIAS.map(({ id }) => id);
  const shown = {
    grantId: tally.active.get(inside!) ?? '',
    requestId: tally.lastAsked.get(asking!) ?? '',
  };
  return { environment, suggestions: suggestions(`http://${host}:${http.port}`, shown, settings) };
}

/** One sentence for what the user can put right, a stack for what only we can. */
function describe(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  const foreseen = [NotADemoError, StoreLockedError].some((kind) => error instanceof kind);
  if (!(error instanceof Error) || foreseen) return asError(error).message;
  return error.stack ?? error.message;
}
