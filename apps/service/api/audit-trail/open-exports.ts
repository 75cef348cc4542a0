import { Injectable } from '@nestjs/common';
import { Counter, Registry } from '@prometheus-io/client';
import { ConcurrencyLimit } from '../../http/concurrency-limit.js';
import { gauge } from '../../operations/metrics/registry.js';

/** Maximum number of exports at the same time. Each holds a page in memory and shares the processor with commands. */
const MAX_EXPORTS = 32;
export const MAX_EXPORTS_OF_CALLER = 4;

/** Counts the exports in progress. */
@Injectable()
export class OpenExports extends ConcurrencyLimit {
  constructor(metrics: Registry) {
    super(
      {
        what: 'exports',
        total: MAX_EXPORTS,
        perCaller: MAX_EXPORTS_OF_CALLER,
        retryAfterSeconds: 5,
      },
      new Counter({
        name: 'support_access_export_refusals_total',
        help: 'Exports that were refused because too many were under way, of one caller or in all',
        labelNames: ['reason'],
        registers: [metrics],
      }),
    );
    gauge(metrics, 'support_access_open_exports', 'Audit trails that are being exported', () => this.open);
  }
}
