import { logLevel } from 'kafkajs';
import type { logCreator } from 'kafkajs';

/** The part of a pino logger that we use. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>;

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * kafkajs's log lines in our log. Its errors become warnings: it calls every failed attempt an error, also those that it
 * repeats with success; what is fatal comes to us as a crash.
 */
export const kafkajsLog =
  (log: Log): logCreator =>
  () =>
  ({ namespace, level, log: { message, timestamp: _timestamp, logger: _logger, ...fields } }) => {
    const line = `kafkajs ${namespace}: ${message}`;
    if (level <= logLevel.WARN) log.warn(fields, line);
    else log.debug(fields, line);
  };
