import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** A client that reads nothing for this long is disconnected. */
export const STUCK_MS = 30_000;

export const EVENT_STREAM = 'text/event-stream';

/** Sends server-sent events as they come: no cache keeps them, and no proxy gathers them. */
export function eventStreamAnswer(reply: FastifyReply, stream: Readable): StreamableFile {
  void reply.headers({ 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' });
  return streamAnswer(reply, stream, `${EVENT_STREAM}; charset=utf-8`);
}

/**
 * Sends a stream of any length as fast as the client reads it. A client that reads nothing for {@link STUCK_MS} is disconnected; every read,
 * however small, restarts that time. After the answer the connection has its usual idle time again.
 */
export function streamAnswer(
  reply: FastifyReply,
  stream: Readable,
  type: string,
  stuckMs = STUCK_MS,
): StreamableFile {
  reply.raw.setTimeout(stuckMs);
  return new StreamableFile(stream, { type });
}
