import { setTimeout as sleep } from 'node:timers/promises';
import { parseConfig } from '#config';
import { developmentNotice } from './auth/development-notice.js';
import { lowerGcThreshold } from './gc.js';
import { createLogger } from './operations/logging/create-logger.js';
import { LogOutput } from './operations/logging/log-output.js';
import { logWarnings } from './operations/logging/log-warnings.js';
import { startService } from './service.js';
import { openFileLimit, startWarnings } from './start-warnings.js';

/** Sets the handler of stop signals, in place of the previous one. */
export type OnStop = (handler: (signal: string) => void) => void;

/** A shutdown that takes longer after its drain is aborted: without one, within the 10 s that process managers allow. */
const SHUTDOWN_MS = 9_500;
const FAILED_HEALTH_MS = 2_000;

/** Runs the service of this process' environment. A start that fails ends the process with one sentence, exit code 1. */
export async function runService(onStop: OnStop): Promise<void> {
  const output = new LogOutput();
  try {
    await run(output, onStop);
  } catch (error) {
    process.stderr.write(`support-access: ${describe(error)}\n`);
    process.exit(1);
  }
}

async function run(output: LogOutput, onStop: OnStop): Promise<void> {
  lowerGcThreshold();
  // oxlint-disable-next-line node/no-process-env -- an entry point
  const config = parseConfig(process.env);
  const logger = createLogger(config.mode, 'support-access', output);
  logWarnings((err) => logger.warn({ err }, err.message));
  process.on('uncaughtException', (err) => {
    logger.fatal({ err }, 'uncaught exception, exiting');
    process.exit(1);
  });
  for (const warning of startWarnings(config, openFileLimit())) logger.warn(warning);
  const starting = startService(config, logger);

  let stopping = false;
  const stop = async (reason: string, exitCode: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info(`Stopping: ${reason}`);
    const limitMs = config.http.drainSeconds * 1_000 + SHUTDOWN_MS;
    // A stop during the start waits for the start, because a half-started service cannot be closed.
    const closed = starting.then((service) => service.close());
    const clean = await Promise.race([closed, sleep(limitMs, undefined)]);
    if (clean === undefined) logger.error(`gave up waiting after ${limitMs} ms`);
    else logger.info('Stopped');
    process.exit(clean === true ? exitCode : 1);
  };
  onStop((signal) => void stop(signal, 0));

  const service = await starting;
  const stopOnFailure = async (): Promise<void> => {
    const error = await service.failed;
    logger.fatal(error.message);
    // Long enough for monitoring to read the reason from health.
    await sleep(FAILED_HEALTH_MS);
    await stop('a part of it failed for good', 1);
  };
  void stopOnFailure();

  if (stopping) return;
  if (config.auth.kind === 'development')
    output.write(await developmentNotice(config.auth.keysDir, config.console && consoleUrl(service.address)));
  logger.info(`Listening on ${service.address}`);
}

/** By the name that browsers know this machine under: each person of the development page has a name below it. */
function consoleUrl(address: string): string {
  const url = new URL('/console/', address);
  url.hostname = 'localhost';
  return url.href;
}

/**
 * One sentence for failures that an operator can fix, a stack for faults of the program. Expected errors have a `code`; faults of the
 * program have none, or one of Node's own.
 */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const foreseen = 'code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_');
  return foreseen ? error.message : (error.stack ?? error.message);
}
