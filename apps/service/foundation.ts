import type { Logger } from 'pino';
import type { Registry } from '@prometheus-io/client';
import type { Config } from '#config';
import type { Closers } from './closers.js';
import type { DamageWatch } from './evidence/damage-watch.js';
import type { HealthRegistry } from './health/health-registry.js';
import type { Leasing } from './leases/leasing.js';
import type { Tracer } from './tracing/tracer.js';

/** What every part of one process stands on and reports to. */
export type Foundation = {
  config: Config;
  logger: Logger;
  health: HealthRegistry;
  metrics: Registry;
  /** There when somebody collects traces. */
  tracer: Tracer | undefined;
  closers: Closers;
  /** There when the read models are where several processes could write them. */
  leasing: Leasing | undefined;
  damage: DamageWatch;
  /** Called by a part that will not work again by itself: the process is to end and be started anew. */
  fail: (error: unknown) => void;
};
