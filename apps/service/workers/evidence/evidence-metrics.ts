import type { Registry } from '@prometheus-io/client';
import { Counter } from '@prometheus-io/client';
import type { ServiceContext } from '../../service-context.js';
import { gauge } from '../../operations/metrics/registry.js';

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

/** Records in the checkpoints topic that are not ours: somebody else can write there, or a key was taken out of use. */
export function foreignRecords({
  metrics,
  logger,
}: Pick<ServiceContext, 'metrics' | 'logger'>): (records: number) => void {
  let newest: number | undefined;
  gauge(
    metrics,
    'support_access_foreign_checkpoint_records',
    'Records of the checkpoints topic under this origin that are no checkpoint signed by a known key, when last read',
    () => newest,
  );
  return (records) => {
    newest = records;
    if (records > 0)
      logger.warn(
        { records },
        'the checkpoints topic has records that are no checkpoint of this log signed by a known key; they are passed by',
      );
  };
}
