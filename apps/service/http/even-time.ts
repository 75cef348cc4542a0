import { setTimeout as sleep } from 'node:timers/promises';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { catchError, finalize, from, mergeMap, throwError } from 'rxjs';
import { callerOf } from '../auth/access.js';
import { ProblemError } from './problem-error.js';

/** Longer than it takes to record a denial, by far; whoever mistypes an address can spare it. */
export const EVEN_TIME_MS = 50;

/**
 * Those who reach only their own workspaces must not learn by the clock whether another one exists: recording a denial
 * takes a write to disk, and an unknown workspace none. So their 404s leave a fixed time after the request began, counted
 * by a timer that started before the work: what the work took does not even shift its rounding.
 */
export class EvenTimeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (caller?.reach !== 'own') return next.handle();
    const pause = new Pause();
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!isAboutSight(error)) return throwError(() => error);
        return from(pause.over()).pipe(mergeMap(() => throwError(() => error)));
      }),
      finalize(() => pause.cancel()),
    );
  }
}

/** A 429 is counted where the workspace is looked up, so it would tell the same. */
const isAboutSight = (error: unknown): boolean =>
  error instanceof ProblemError && (error.status === 404 || error.status === 429);

class Pause {
  private readonly beganAt = performance.now();
  private readonly cancelled = new AbortController();
  private readonly first = sleep(EVEN_TIME_MS, undefined, { signal: this.cancelled.signal }).catch(
    () => undefined,
  );

  /** Work that took longer than the pause waits for the next multiple. */
  async over(): Promise<void> {
    const late = performance.now() - this.beganAt;
    await this.first;
    const pauses = Math.ceil(late / EVEN_TIME_MS);
    if (pauses > 1) await sleep(pauses * EVEN_TIME_MS - (performance.now() - this.beganAt));
  }

  cancel(): void {
    this.cancelled.abort();
  }
}
