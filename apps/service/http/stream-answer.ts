import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** How long a client may take nothing of what is sent to it. */
export const STUCK_MS = 30_000;

/**
 * An answer of any length, read from its source as fast as the client takes it. A client that takes nothing for
 * {@link STUCK_MS} is disconnected: while it takes something, however little, Node starts the time anew. After the
 * answer the connection has its usual idle time again.
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
