import type { Logger } from 'pino';
import type { Registry } from '@prometheus-io/client';
import { Counter } from '@prometheus-io/client';
import type { SpanQueueObserver } from './span-queue.js';

/** Spans counted, and their loss told: once when it begins, and once when it is over. */
export function tracingMetrics(registry: Registry, logger: Logger): SpanQueueObserver {
  const spans = new Counter({
    name: 'support_access_trace_spans_total',
    help: 'Spans that the receiver of traces took, and that were dropped because it did not',
    labelNames: ['result'],
    registers: [registry],
  });
  const [exported, dropped] = [spans.labels('exported'), spans.labels('dropped')];
  let lost = 0;
  return {
    exported(count, left) {
      exported.inc(count);
      if (lost === 0 || left > 0) return;
      logger.info({ lost }, 'traces are received again');
      lost = 0;
    },
    dropped(count, error) {
      dropped.inc(count);
      if (lost === 0)
        logger.warn({ reason: error?.message ?? 'more than is received' }, 'spans of traces are dropped');
      lost += count;
    },
  };
}
