import type { Registry } from 'prom-client';
import { Counter } from 'prom-client';
import { gauge } from '../metrics/registry.js';

export type EvidenceMetrics = {
  newest: { size: number; madeAt: number } | undefined;
  failed(operation: 'make' | 'send'): void;
};

/** What is known of the checkpoints, for operators: an old one means that the newest events are not yet vouched for. */
export function evidenceMetrics(registry: Registry, now: () => number): EvidenceMetrics {
  const failures = new Counter({
    name: 'support_access_checkpoint_failures_total',
    help: 'Checkpoints that could not be made or sent, and are tried again',
    labelNames: ['operation'],
    registers: [registry],
  });
  const metrics: EvidenceMetrics = {
    newest: undefined,
    failed: (operation) => failures.inc({ operation }),
  };
  gauge(
    registry,
    'support_access_checkpoint_size',
    'Events that the newest checkpoint covers',
    () => metrics.newest?.size,
  );
  gauge(
    registry,
    'support_access_checkpoint_age_seconds',
    'How old the newest checkpoint is; none is made while there is nothing new',
    () => metrics.newest && (now() - metrics.newest.madeAt) / 1000,
  );
  return metrics;
}
