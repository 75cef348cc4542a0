import type { FastifyInstance } from 'fastify';

/** How often connections that have fallen idle are closed meanwhile, and when those with a request still under way are. */
const SWEEP_MS = 50;
const PATIENCE_MS = 6_000;

/**
 * Lets a closing server finish the requests that it has and end soon after. Node closes the connections that are idle
 * at the moment of `close()`; one that answers a moment later would stay open for its whole keep-alive time, and the
 * shutdown with it.
 */
export function drainOnClose(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    const { server } = fastify;
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
    server.once('close', () => {
      clearInterval(sweep);
      clearTimeout(patience);
    });
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('Connection', 'close');
    done(null, payload);
  });
}
