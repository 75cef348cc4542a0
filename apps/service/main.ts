import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, parseConfig } from '#config';
import {
  ForeignFileError,
  InvalidStoreUrlError,
  StoreLockedError,
  StoreUnavailableError,
} from '#event-store';
import { developmentNotice } from './auth/development-notice.js';
import { collectEarlier } from './heap.js';
import { createLogger } from './logging/create-logger.js';
import { startService } from './service.js';

/** A shutdown that is not done by then is ended: whoever asked for it allows 10 s. */
const SHUTDOWN_MS = 9_500;
const FAILED_HEALTH_MS = 2_000;

async function main(): Promise<void> {
  collectEarlier();
  // oxlint-disable-next-line node/no-process-env -- an entry point
  const config = parseConfig(process.env);
  const logger = createLogger(config.mode, 'support-access');
  process.on('uncaughtException', (err) => {
    logger.fatal({ err }, 'this should not have happened');
    process.exit(1);
  });
  const starting = startService(config, logger);

  let stopping = false;
  const stop = async (reason: string, exitCode: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info(`Stopping: ${reason}`);
    // Also one that is asked for before the start is through: it is waited for, since half a start cannot be closed.
    const closed = starting.then((service) => service.close());
    const clean = await Promise.race([closed, sleep(SHUTDOWN_MS, undefined)]);
    if (clean === undefined) logger.error(`gave up waiting after ${SHUTDOWN_MS} ms`);
    else logger.info('Stopped');
    process.exit(clean === true ? exitCode : 1);
  };
  // Not `once`: a terminal and npm both pass Ctrl-C on, and the second must not cut the shutdown short.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal, 0));

  const service = await starting;
  const stopOnFailure = async (): Promise<void> => {
    const error = await service.failed;
    logger.fatal(error.message);
    // Long enough for whoever watches health to read there why.
    await sleep(FAILED_HEALTH_MS);
    await stop('a part of it failed for good', 1);
  };
  void stopOnFailure();

  if (stopping) return;
  if (config.auth.kind === 'development') process.stdout.write(await developmentNotice(config.auth.keysDir));
  logger.info(`Listening on ${service.address}`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`support-access: ${describe(error)}\n`);
  process.exit(1);
}

/** One sentence for what an operator can put right, a stack for what only we can. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const foreseen = [
    ConfigError,
    StoreLockedError,
    ForeignFileError,
    InvalidStoreUrlError,
    StoreUnavailableError,
  ].some((kind) => error instanceof kind);
  return foreseen || 'syscall' in error ? error.message : (error.stack ?? error.message);
}
