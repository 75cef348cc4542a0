// Prints every event as a line of JSON, once, over restarts of its own and of the service: for archives, and for tools that read lines.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { SupportAccessClient } from 'support-access-client';

const {
  SUPPORT_URL: baseUrl = 'http://127.0.0.1:3000',
  SUPPORT_TOKEN: token = '',
  POSITION_FILE = 'position.txt',
} = process.env;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
// Whoever reads the lines is gone.
process.stdout.on('error', () => stop.abort());

/** After what was printed last; the beginning at first. */
const position = existsSync(POSITION_FILE) ? readFileSync(POSITION_FILE, 'utf8') : undefined;

/** Whole or not at all: a crash in the midst of it leaves the one before. */
function save(next: string): void {
  writeFileSync(`${POSITION_FILE}.new`, next);
  renameSync(`${POSITION_FILE}.new`, POSITION_FILE);
}

const client = new SupportAccessClient({
  baseUrl,
  token, // a function that gives a fresh one, where yours expire
  onRetry: ({ cause, delayMs }) => console.error(`again in ${Math.round(delayMs)} ms: ${String(cause)}`),
});
const after = position === undefined ? {} : { after: position };
for await (const event of client.follow({ ...after, signal: stop.signal })) {
  // In this order a crash repeats an event, which `id` shows, and never loses one.
  if (!process.stdout.write(`${JSON.stringify(event)}\n`)) await once(process.stdout, 'drain');
  save(event.position);
}
