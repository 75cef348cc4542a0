import { pino } from 'pino';
import type { Logger } from 'pino';
import pretty from 'pino-pretty';

/** Never to be written, under whatever object they come; the last line of defence, not the first. */
const SECRETS = ['authorization', 'password', 'token', 'secret', 'sasl', 'key'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/**
 * JSON lines in production, for people otherwise. Written synchronously: a process that dies has said why, and nothing
 * is logged per command.
 */
export function createLogger(mode: 'development' | 'production', name: string): Logger {
  const serializers = { err: pino.stdSerializers.err, error: pino.stdSerializers.err };
  const options = { name, level: 'info', redact: SECRETS, serializers };
  if (mode === 'production') return pino({ ...options, timestamp: pino.stdTimeFunctions.isoTime });
  return pino(
    options,
    pretty({
      sync: true,
      ignore: 'pid,hostname,name',
      translateTime: 'SYS:HH:MM:ss.l',
      colorize: process.stdout.isTTY,
    }),
  );
}
