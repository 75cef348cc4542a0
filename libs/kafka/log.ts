import { logLevel } from 'kafkajs';
import type { logCreator } from 'kafkajs';

/** The part of a pino logger that we use. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>;

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** In an outage every client says the same every second. */
const REPEAT_AFTER_MS = 10_000;

/**
 * What a broker answers while it makes a topic, or begins to keep the offsets of groups: every first start meets it. kafkajs
 * asks again, so it is worth a warning only when it lasts.
 */
const SETTLING =
  /does not host this topic-partition|no leader for this topic-partition|coordinator is (?:not available|loading)/;
const SETTLED_AFTER_MS = 10_000;

/**
 * kafkajs's log lines in our log. Its errors become warnings: it calls every failed attempt an error, also those that it
 * repeats with success; what is fatal comes to us as a crash. A warning said a moment ago is for debugging only.
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
      if (level <= logLevel.WARN && !isSettling(fields['error']) && isNew(line)) log.warn(fields, line);
      else log.debug(fields, line);
    };
};
