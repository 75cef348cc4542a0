import type { FastifyInstance } from 'fastify';

/** The path that a proxy takes off before it passes a request on: that of `PUBLIC_URL`, empty for none. */
export const pathOf = (publicUrl: string | undefined): string =>
  publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');

/** Puts the path back where an answer names another call, so that clients find it. */
export function mountBelow(fastify: FastifyInstance, path: string): void {
  if (path === '') return;
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const [location, link] = [reply.getHeader('Location'), reply.getHeader('Link')];
    if (typeof location === 'string' && location.startsWith('/'))
      void reply.header('Location', path + location);
    if (typeof link === 'string') void reply.header('Link', link.replace(/^<\//, `<${path}/`));
    done(null, payload);
  });
}
