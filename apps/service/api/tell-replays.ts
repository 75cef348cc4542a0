import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { tap } from 'rxjs';

/** The header of an answer that repeats an earlier one (I4). */
export const REPLAYED = { 'Idempotent-Replayed': 'true' };

/** Gives answers that say `repeated` the header, too. Refusals come from {@link denialProblem}, which does the same. */
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
