import type { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { closeStuckReader } from './stuck-reader.js';

/**
 * A client that takes nothing for this long is disconnected. A receiving system opens its window in steps of some hundred kilobytes, which a
 * reader of 10 KB/s takes half a minute for.
 */
export const STUCK_MS = 60_000;

const logger = new Logger('Streams');

export const EVENT_STREAM = 'text/event-stream';

/** Sends server-sent events as they come: no cache keeps them, and no proxy gathers them. */
export function eventStreamAnswer(reply: FastifyReply, stream: Readable): StreamableFile {
  void reply.headers({ 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' });
  return streamAnswer(reply, stream, `${EVENT_STREAM}; charset=utf-8`);
}

/**
 * Sends a stream of any length as fast as the client reads it. A client that takes nothing for {@link STUCK_MS} is disconnected, which is
 * logged; whatever it takes restarts that time.
 */
export function streamAnswer(
  reply: FastifyReply,
  stream: Readable,
  type: string,
  stuckMs = STUCK_MS,
): StreamableFile {
  const { method, routeOptions } = reply.request;
  closeStuckReader(reply.raw, stuckMs, () =>
    logger.warn(
      `${method} ${routeOptions.url}: closed, since its reader took nothing for ${stuckMs / 1_000} s`,
    ),
  );
  return new StreamableFile(stream, { type });
}
