import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { catchError, map } from 'rxjs';
import { callerOf } from '../auth/access.js';
import { CursorSeal } from '../http/cursor-seal.js';
import { ProblemError } from '../http/problem-error.js';

type Positioned = { position?: string };
type Answer = Positioned & {
  grant?: Positioned;
  requests?: readonly Positioned[];
  entries?: readonly Positioned[];
};

/**
 * Encrypts every position in answers to owners, problems included, because the log's position reveals activity in other workspaces.
 * Exports are streams and do the same line by line, see {@link OwnerPositions.sealed}.
 */
@Injectable()
export class OwnerPositions implements NestInterceptor {
  constructor(private readonly seal: CursorSeal) {}

  intercept(context: ExecutionContext, next: CallHandler<Answer | StreamableFile>): Observable<unknown> {
    const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (caller?.reach !== 'own') return next.handle();
    return next.handle().pipe(
      map((answer) => (answer instanceof StreamableFile ? answer : this.answer(answer))),
      catchError((error: unknown) => {
        throw error instanceof ProblemError ? this.problem(error) : error;
      }),
    );
  }

  sealed<T extends Positioned>(told: T): T {
    return told.position === undefined ? told : { ...told, position: this.seal.sealPosition(told.position) };
  }

  private answer(answer: Answer): Answer {
    const { grant, requests, entries } = answer;
    return {
      ...(entries === undefined ? this.sealed(answer) : answer),
      ...(grant && { grant: this.sealed(grant) }),
      ...(requests && { requests: requests.map((each) => this.sealed(each)) }),
      ...(entries && { entries: entries.map((each) => this.sealed(each)) }),
    };
  }

  private problem({ status, code, detail, extras }: ProblemError): ProblemError {
    return new ProblemError(status, code, detail, {
      ...extras,
      ...(extras.members && { members: this.sealed(extras.members) }),
    });
  }
}
