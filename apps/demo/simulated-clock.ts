import type { Clock } from '#config';
import type { EpochMs } from '#domain';

/** Stands still until it is set. */
export class SimulatedClock implements Clock {
  constructor(private time: EpochMs) {}

  now(): EpochMs {
    return this.time;
  }

  set(time: EpochMs): void {
    this.time = time;
  }
}
