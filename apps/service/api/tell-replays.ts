import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { tap } from 'rxjs';

/** The header of an answer that repeats an earlier one (I4). */
export const REPLAYED = { 'Idempotent-Replayed': 'true' };

/** Adds the header to answers with `repeated`. Refusals get it from {@link denialProblem}. */
export class TellReplays implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((answer) => {
        if ((answer as { repeated?: true } | undefined)?.repeated) void reply.headers(REPLAYED);
      }),
    );
  }
}
