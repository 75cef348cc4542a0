import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Position } from '#event-store';
import { malformed, unavailable } from './problem-error.js';

/** How long a read waits for the position that its caller has seen. */
export const MIN_POSITION_WAIT_MS = 5_000;

/** The `Min-Position` header: answer from at least here. */
export const MinPosition = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readMinPosition(context.switchToHttp().getRequest<FastifyRequest>().headers['min-position']),
);

export function readMinPosition(header: string | string[] | undefined): Position | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^\d{1,20}$/.test(header)) return BigInt(header);
  throw malformed([{ field: 'Min-Position', message: 'must be decimal digits' }]);
}

/** The later of two positions that an answer must know. */
export const laterOf = (one: Position, other: Position | undefined): Position =>
  other !== undefined && other > one ? other : one;

/**
 * @param reader what is read, with its own wait
 * @throws ProblemError 503 when the read model has not got there in time
 */
export async function awaitPosition(
  reader: { waitFor(position: Position, timeoutMs: number): Promise<boolean> },
  minimum: Position | undefined,
): Promise<void> {
  if (minimum !== undefined && !(await reader.waitFor(minimum, MIN_POSITION_WAIT_MS)))
    throw unavailable(`what is recorded has not been folded within ${MIN_POSITION_WAIT_MS / 1000} s`);
}
