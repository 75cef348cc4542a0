import type { FastifyReply, FastifyRequest } from 'fastify';

/** Says where the rest of a list is; relative to the list itself (RFC 8288), so that no proxy's idea of our address matters. */
export function linkNext(request: FastifyRequest, reply: FastifyReply, cursor: string): void {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  searchParams.set('cursor', cursor);
  void reply.header('Link', `<${pathname}?${searchParams.toString()}>; rel="next"`);
}
