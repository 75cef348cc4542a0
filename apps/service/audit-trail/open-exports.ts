import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { ProblemError, unavailable } from '../http/problem-error.js';
import { gauge } from '../metrics/registry.js';

/** At once, in one process: each holds a page of a trail, and the commands share the processor with all of them. */
export const MAX_EXPORTS = 32;
/** Of one caller. */
export const MAX_EXPORTS_OF_CALLER = 4;

const RETRY_AFTER_SECONDS = 5;

/** The exports that are under way: how many there are, and how many there may be. */
@Injectable()
export class OpenExports {
  private readonly byCaller = new Map<string, number>();
  private open = 0;

  constructor(metrics: Registry) {
    gauge(metrics, 'support_access_open_exports', 'Audit trails that are being exported', () => this.open);
  }

  /**
   * @param caller by their token
   * @returns to be called when it is over, however it ended
   * @throws ProblemError 429 for one who has too many; 503 when there are too many of all
   */
  begin(caller: string): () => void {
    const own = this.byCaller.get(caller) ?? 0;
    if (own >= MAX_EXPORTS_OF_CALLER)
      throw new ProblemError(429, 'TOO_MANY_REQUESTS', `${own} exports of yours are under way`, {
        headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
      });
    if (this.open >= MAX_EXPORTS)
      throw unavailable(`${this.open} exports are under way`, RETRY_AFTER_SECONDS);
    this.open += 1;
    this.byCaller.set(caller, own + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.open -= 1;
      const left = this.byCaller.get(caller)! - 1;
      if (left === 0) this.byCaller.delete(caller);
      else this.byCaller.set(caller, left);
    };
  }
}
