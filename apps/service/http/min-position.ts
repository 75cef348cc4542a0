import type { ExecutionContext, PipeTransform } from '@nestjs/common';
import { createParamDecorator, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Position } from '#event-store';
import { InvalidCursorError } from '#read-models';
import { CursorSeal } from './cursor-seal.js';
import type { ProblemError } from './problem-error.js';
import { malformed, unavailable } from './problem-error.js';

/** How long a read waits for the caller's `Min-Position`. */
export const MIN_POSITION_WAIT_MS = 5_000;

const header = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<FastifyRequest>().headers['min-position'],
);

/** Parses a position, in digits or encrypted. */
@Injectable()
class PositionPipe implements PipeTransform<string | string[] | undefined, Position | undefined> {
  constructor(private readonly seal: CursorSeal) {}

  transform(text: string | string[] | undefined): Position | undefined {
    if (typeof text !== 'string' || !/^[\w-]{21,64}$/.test(text)) return readMinPosition(text);
    try {
      return this.seal.unsealPosition(text);
    } catch (error) {
      if (error instanceof InvalidCursorError) throw notAPosition();
      throw error;
    }
  }
}

/** Parameter decorator: the `Min-Position` header, in digits or encrypted as owners get it. */
export const MinPosition = (): ParameterDecorator => header(PositionPipe);

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
