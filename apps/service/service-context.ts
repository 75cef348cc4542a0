import type { Logger } from 'pino';
import type { Registry } from '@prometheus-io/client';
import type { Config } from '#config';
import type { ShutdownStack } from './shutdown-stack.js';
import type { DamageWatch } from './workers/evidence/damage-watch.js';
import type { HealthRegistry } from './operations/health/health-registry.js';
import type { Leasing } from './workers/leases/leasing.js';
import type { Tracer } from './operations/tracing/tracer.js';

/** What every part of a process uses: configuration, clock, log, metrics, health. */
export type ServiceContext = {
  config: Config;
  logger: Logger;
  health: HealthRegistry;
  metrics: Registry;
  /** Set when tracing is on. */
  tracer: Tracer | undefined;
  shutdown: ShutdownStack;
  /** Set when several processes can write the read models. */
  leasing: Leasing | undefined;
  damage: DamageWatch;
  /** Called by a part that cannot recover: the process then exits, to be restarted. */
  fail: (error: unknown) => void;
};
