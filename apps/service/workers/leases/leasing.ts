import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Registry } from '@prometheus-io/client';
import type { Config, Role } from '#config';
import type { HolderObserver, LeasedWork, Leases, HeldTerm } from '#leases';
import { LeaseHolder, openLeases } from '#leases';
import type { ShutdownStack } from '../../shutdown-stack.js';
import type { LeaseMetrics } from './lease-metrics.js';
import { leaseMetrics } from './lease-metrics.js';

const CLOSE_MS = 1_000;

/** The leases of this process: one for each role in which one process at a time is active. */
export class Leasing {
  /** A unique name of this process; host names and process ids may repeat. */
  readonly #name = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  readonly #holders = new Map<Role, LeaseHolder>();
  readonly #metrics: LeaseMetrics;

  private constructor(
    private readonly leases: Leases,
    private readonly logger: Logger,
    metrics: Registry,
  ) {
    this.#metrics = leaseMetrics(metrics, () => this.#holders);
  }

  /** @returns undefined on files, whose locks keep a second process out */
  static open({
    config,
    logger,
    metrics,
    shutdown,
  }: {
    config: Config;
    logger: Logger;
    metrics: Registry;
    shutdown: ShutdownStack;
  }): Leasing | undefined {
    const leases = openLeases(config.readModelUrl);
    if (leases === undefined) return undefined;
    // A database that does not answer must not use up the time of a shutdown.
    shutdown.add('the leases', () =>
      Promise.race([leases.close(), sleep(CLOSE_MS, undefined, { ref: false })]),
    );
    return new Leasing(leases, logger, metrics);
  }

  /** Makes a holder that waits for a role's lease and runs its work under it; not started yet. */
  holder(role: Role, begin: (lease: HeldTerm) => Promise<LeasedWork>): LeaseHolder {
    const { leases } = this;
    const holder = new LeaseHolder({
      leases,
      role,
      holder: this.#name,
      begin,
      observer: this.#observe(role),
    });
    this.#holders.set(role, holder);
    return holder;
  }

  #observe(role: Role): HolderObserver {
    const { logger } = this;
    // The logger would redact a field named `token`.
    return {
      waiting: (heldBy) => logger.info({ role, heldBy }, 'standing by: another process has the lease'),
      gained: ({ token, holder }) => {
        this.#metrics.changed(role, 'gained');
        logger.info({ role, term: token, holder }, 'has the lease, and begins');
      },
      ended: ({ token }, reason) => {
        this.#metrics.changed(role, reason === undefined ? 'released' : 'lost');
        if (reason === undefined) logger.info({ role, term: token }, 'has given the lease up');
        else logger.warn({ role, term: token, reason }, 'has lost the lease, and stands by');
      },
      failed: ({ message }, retryInMs) =>
        logger.warn({ role, reason: message, retryInMs }, 'waits for the lease'),
    };
  }
}
