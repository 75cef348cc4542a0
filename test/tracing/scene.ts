import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceivedSpan } from '../doubles/otlp-traces.js';

/** A sender's trace context, sampled. */
export const SENDER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
export const traceparentOf = (
  { traceId, spanId }: { traceId: string; spanId: string },
  flags = '01',
): string => `00-${traceId}-${spanId}-${flags}`;

/** The one span of a name. @throws Error when there is none, or more */
export function only(spans: readonly ReceivedSpan[], name: string): ReceivedSpan {
  const [span, ...others] = spans.filter((each) => each.name === name);
  if (!span || others.length > 0)
    throw new Error(
      `${others.length + (span ? 1 : 0)} of ${name} in ${spans.map((each) => each.name).join(', ')}`,
    );
  return span;
}

/**
 * A module to be loaded before a service's own, which says at the process' end which modules of OpenTelemetry it had loaded.
 * @returns what to set `NODE_OPTIONS` to
 */
export function tellingModules(directory: string): string {
  const file = join(directory, 'telling-modules.mjs');
  writeFileSync(
    file,
    `import { registerHooks } from 'node:module';
     import { isMainThread } from 'node:worker_threads';
     const packages = new Set();
     registerHooks({
       resolve(specifier, context, next) {
         const resolved = next(specifier, context);
         for (const name of /@opentelemetry\\/[^/]+/.exec(resolved.url) ?? []) packages.add(name);
         return resolved;
       },
     });
     process.on('exit', () => {
       if (isMainThread) console.log('LOADED ' + JSON.stringify([...packages].sort()));
     });`,
  );
  return `--import=${file}`;
}
