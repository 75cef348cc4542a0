import type { ExecutionContext, PipeTransform } from '@nestjs/common';
import { createParamDecorator, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Position } from '#event-store';
import { callerOf } from '../auth/access.js';
import { CursorSeal } from '../http/cursor-seal.js';
import type { ProblemError } from '../http/problem-error.js';
import { malformed, unavailable } from '../http/problem-error.js';

/** How long a read waits for the caller's `Min-Position`. */
export const MIN_POSITION_WAIT_MS = 5_000;

const request = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

/** Parses a position, encrypted or, from whoever gets them so, in digits. */
@Injectable()
class PositionPipe implements PipeTransform<FastifyRequest, Position | undefined> {
  constructor(private readonly seal: CursorSeal) {}

  transform(request: FastifyRequest): Position | undefined {
    const text = request.headers['min-position'];
    // Owners would otherwise learn where the log ends: a read waits for a position that lies beyond.
    if (callerOf(request)?.reach !== 'own' && !isSealed(text)) return readMinPosition(text);
    if (text === undefined) return undefined;
    try {
      return this.seal.unsealPosition(String(text));
    } catch {
      throw notAPosition();
    }
  }
}

const isSealed = (text: unknown): boolean => typeof text === 'string' && /^[\w-]{21,64}$/.test(text);

/** Parameter decorator: the `Min-Position` header. Owners may hand back only what they got, which is encrypted. */
export const MinPosition = (): ParameterDecorator => request(PositionPipe);

/** The header in digits only, on calls for services. */
export function readMinPosition(text: string | string[] | undefined): Position | undefined {
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^\d{1,20}$/.test(text)) return BigInt(text);
  throw notAPosition();
}

const notAPosition = (): ProblemError =>
  malformed([{ field: 'Min-Position', message: 'must be a position that an answer gave' }]);

/** The later of two positions that an answer must include. */
export const laterOf = (one: Position, other: Position | undefined): Position =>
  other !== undefined && other > one ? other : one;

/**
 * @param reader the read model to wait for
 * @throws ProblemError 503 when the read model does not reach the position in time
 */
export async function awaitPosition(
  reader: { waitFor(position: Position, timeoutMs: number): Promise<boolean> },
  minimum: Position | undefined,
): Promise<void> {
  if (minimum !== undefined && !(await reader.waitFor(minimum, MIN_POSITION_WAIT_MS)))
    throw unavailable(`what is recorded has not been folded within ${MIN_POSITION_WAIT_MS / 1000} s`);
}
