import type { FastifyReply, FastifyRequest } from 'fastify';

/** Adds the Link header of the next page (RFC 8288), relative to the list, so that it is right behind any proxy. */
export function linkNext(request: FastifyRequest, reply: FastifyReply, cursor: string): void {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  searchParams.set('cursor', cursor);
  void reply.header('Link', `<${pathname}?${searchParams.toString()}>; rel="next"`);
}
