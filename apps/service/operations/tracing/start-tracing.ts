import type { ServiceContext } from '../../service-context.js';
import { tracingMetrics } from './tracing-metrics.js';
import type { Tracer } from './tracer.js';

/**
 * How long what is still queued may take at the end. It comes last, when up to 8 s of the 9.5 that a shutdown has are gone,
 * and what a receiver does not take by then is not worth a broken shutdown.
 */
const FLUSH_LIMIT_MS = 1_000;

/** @returns undefined when no receiver is configured: then nothing of OpenTelemetry is loaded */
export async function startTracing({
  config,
  logger,
  metrics,
  shutdown,
}: Pick<ServiceContext, 'config' | 'logger' | 'metrics' | 'shutdown'>): Promise<Tracer | undefined> {
  if (!config.tracing) return undefined;
  const { openTelemetry } = await import('./open-telemetry.js');
  const { tracer, close } = openTelemetry(config.tracing, {
    roles: config.roles,
    observer: tracingMetrics(metrics, logger),
  });
  shutdown.add('tracing', () => close(FLUSH_LIMIT_MS));
  return tracer;
}
