import { pino } from 'pino';
import type { Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { LogOutput } from './log-output.js';

/** Fields that are redacted in every log line; the last line of defence, not the first. */
const SECRETS = ['authorization', 'password', 'token', 'secret', 'sasl', 'key'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/** JSON lines in production, text for people otherwise. Nothing is logged per command. */
export function createLogger(
  mode: 'development' | 'production',
  name: string,
  output: Pick<LogOutput, 'write'>,
): Logger {
  const serializers = { err: pino.stdSerializers.err, error: pino.stdSerializers.err };
  const options = { name, level: 'info', redact: SECRETS, serializers };
  if (mode === 'production') return pino({ ...options, timestamp: pino.stdTimeFunctions.isoTime }, output);
  const pretty = prettyFactory({
    ignore: 'pid,hostname,name',
    translateTime: 'SYS:HH:MM:ss.l',
    colorize: process.stdout.isTTY,
  });
  return pino(options, { write: (line) => output.write(pretty(line)) });
}
