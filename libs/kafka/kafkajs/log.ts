import { logLevel } from 'kafkajs';
import type { logCreator } from 'kafkajs';
import { NO_TOKEN } from '../errors.js';
import type { Log } from '../log.js';

/** The same warning is logged at most once in this time: in an outage every client repeats it each second. */
const REPEAT_AFTER_MS = 10_000;

/**
 * Errors that a broker returns while it creates a topic or starts its group coordinator, as on every first start. kafkajs retries,
 * so they are logged as a warning only when they last.
 */
const SETTLING =
  /does not host this topic-partition|no leader for this topic-partition|coordinator is (?:not available|loading)/;
const SETTLED_AFTER_MS = 10_000;

/**
 * Writes kafkajs's log lines to our log. Its errors become warnings, because it logs every failed attempt as an error, also those
 * that succeed when repeated; a fatal error arrives as a crash. A warning repeated within 10 s is logged at debug level.
 */
export const kafkajsLog = (log: Log, clock: () => number = () => performance.now()): logCreator => {
  const saidAt = new Map<string, number>();
  let settlingSince = 0;
  let settlingAt = -Infinity;
  const isSettling = (error: unknown): boolean => {
    if (typeof error !== 'string' || !SETTLING.test(error)) return false;
    const now = clock();
    if (now - settlingAt > SETTLED_AFTER_MS) settlingSince = now;
    settlingAt = now;
    return now - settlingSince < SETTLED_AFTER_MS;
  };
  const isNew = (line: string): boolean => {
    const now = clock();
    if (now - (saidAt.get(line) ?? -Infinity) < REPEAT_AFTER_MS) return false;
    if (saidAt.size > 100) saidAt.clear();
    saidAt.set(line, now);
    return true;
  };
  return () =>
    ({ namespace, level, log: { message, timestamp: _timestamp, logger: _logger, ...fields } }) => {
      const line = `kafkajs ${namespace}: ${message}`;
      // The source of the tokens says that itself, once.
      const isSaid = `${message} ${fields['error']}`.includes(NO_TOKEN);
      if (level <= logLevel.WARN && !isSaid && !isSettling(fields['error']) && isNew(line))
        log.warn(fields, line);
      else log.debug(fields, line);
    };
};
