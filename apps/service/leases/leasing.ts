import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Registry } from '@prometheus-io/client';
import type { Config, Role } from '#config';
import type { HolderObserver, LeasedWork, Leases, Tenure } from '#leases';
import { LeaseHolder, openLeases } from '#leases';
import type { Closers } from '../closers.js';
import type { LeaseMetrics } from './lease-metrics.js';
import { leaseMetrics } from './lease-metrics.js';

const CLOSE_MS = 1_000;

/** The leases that this process asks for, one for each role of which one process at a time is active. */
export class Leasing {
  /** This process among others: a host's name may come again, and so may a process' number. */
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

  /** @returns undefined where files keep a second process out, and nobody needs a lease */
  static open({
    config,
    logger,
    metrics,
    closers,
  }: {
    config: Config;
    logger: Logger;
    metrics: Registry;
    closers: Closers;
  }): Leasing | undefined {
    const leases = openLeases(config.readModelUrl);
    if (leases === undefined) return undefined;
    // A question that is never answered must not use up the time of a shutdown.
    closers.add('the leases', () =>
      Promise.race([leases.close(), sleep(CLOSE_MS, undefined, { ref: false })]),
    );
    return new Leasing(leases, logger, metrics);
  }

  /** What waits for the lease of a role and does its work under it; not yet started. */
  holder(role: Role, begin: (tenure: Tenure) => Promise<LeasedWork>): LeaseHolder {
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
    // Under the name `token` a log would hide it as a secret.
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
