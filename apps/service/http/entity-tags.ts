import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Adds entity tags and answers 304 to a client that has the answer already. The tag is a hash of the body, so it saves transfer, not work;
 * streams have none, because their bytes are not known in advance.
 */
export function addEntityTags(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (!reply.hasHeader('Cache-Control'))
      // All data is private: shared caches must not store it, and private ones must revalidate.
      void reply.header('Cache-Control', isTagged(request, reply) ? 'private, no-cache' : 'no-store');
    if (!isTagged(request, reply) || reply.getHeader('Cache-Control') === 'no-store')
      return done(null, payload);
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return done(null, payload);
    // Weak, because the same answer is sent with and without compression.
    const tag = `W/"${hash('sha256', taggedPart(request, payload), 'base64url').slice(0, 27)}"`;
    void reply.header('ETag', tag);
    if (!names(request.headers['if-none-match'], tag)) return done(null, payload);
    void reply.status(304).removeHeader('Content-Type');
    // No payload, where an empty one would get a Content-Length of 0: that of the answer which the client has is another.
    return done(null, null);
  });
}

/** Route configuration for an answer that contains the time of asking: its tag leaves `asOf` out. */
export const TAGGED_WITHOUT_AS_OF = { taggedWithoutAsOf: true } as const;

function taggedPart({ routeOptions }: FastifyRequest, payload: string | Buffer): string | Buffer {
  const { taggedWithoutAsOf } = routeOptions.config as Partial<typeof TAGGED_WITHOUT_AS_OF>;
  // Quotes within a text are escaped, so this matches only the member itself.
  return taggedWithoutAsOf ? String(payload).replace(/"asOf":"[^"]*"/, '') : payload;
}

const isTagged = ({ method }: FastifyRequest, { statusCode }: FastifyReply): boolean =>
  statusCode === 200 && (method === 'GET' || method === 'HEAD');

function names(condition: string | undefined, tag: string): boolean {
  if (condition === undefined) return false;
  const opaque = tag.slice(2);
  return condition.split(',').some((each) => ['*', tag, opaque].includes(each.trim()));
}
