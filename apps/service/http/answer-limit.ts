import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { throwError, timeout } from 'rxjs';
import { StoreUnavailableError } from '#event-store';

/** How long a call that sends commands may take, in milliseconds: the caller is promised an answer within 5 s. */
export const ANSWER_LIMIT_MS = 4_500;

/**
 * Bounds the whole call, whatever it looks up before it sends a command, so that waits do not add up. The work itself goes on after the
 * limit, and a repeated command finds what it recorded.
 * @throws StoreUnavailableError after the limit
 */
export class AnswerInTime implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const late = `the command has no outcome after ${ANSWER_LIMIT_MS} ms, and may be recorded yet`;
    return next
      .handle()
      .pipe(
        timeout({ first: ANSWER_LIMIT_MS, with: () => throwError(() => new StoreUnavailableError(late)) }),
      );
  }
}
