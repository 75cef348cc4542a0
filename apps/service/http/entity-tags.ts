import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Tells clients what they may keep, and answers 304 to one that has the answer already. The tag is of the bytes, so it
 * saves the way and not the work; streams have none, since their bytes are not known before they are gone.
 */
export function addEntityTags(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (!reply.hasHeader('Cache-Control'))
      // Everything here is somebody's: a shared cache keeps none of it, and a private one asks again.
      void reply.header('Cache-Control', isTagged(request, reply) ? 'private, no-cache' : 'no-store');
    if (!isTagged(request, reply) || reply.getHeader('Cache-Control') === 'no-store')
      return done(null, payload);
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return done(null, payload);
    // Weak: the same answer may go out with and without gzip.
    const tag = `W/"${hash('sha256', taggedPart(request, payload), 'base64url').slice(0, 27)}"`;
    void reply.header('ETag', tag);
    if (!names(request.headers['if-none-match'], tag)) return done(null, payload);
    void reply.status(304).removeHeader('Content-Type').removeHeader('Content-Length');
    return done(null, '');
  });
}

/** The route configuration of the read whose answer says when it was asked: the tag is of what it says without that. */
export const TAGGED_WITHOUT_AS_OF = { taggedWithoutAsOf: true } as const;

function taggedPart({ routeOptions }: FastifyRequest, payload: string | Buffer): string | Buffer {
  const { taggedWithoutAsOf } = routeOptions.config as Partial<typeof TAGGED_WITHOUT_AS_OF>;
  // Within a text these quotes are escaped: this is the member itself.
  return taggedWithoutAsOf ? String(payload).replace(/"asOf":"[^"]*"/, '') : payload;
}

const isTagged = ({ method }: FastifyRequest, { statusCode }: FastifyReply): boolean =>
  statusCode === 200 && (method === 'GET' || method === 'HEAD');

function names(condition: string | undefined, tag: string): boolean {
  if (condition === undefined) return false;
  const opaque = tag.slice(2);
  return condition.split(',').some((each) => ['*', tag, opaque].includes(each.trim()));
}
