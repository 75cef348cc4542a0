import type { FastifyInstance } from 'fastify';

/** How often idle connections are closed during a shutdown, and when the others are. */
const SWEEP_MS = 50;
const PATIENCE_MS = 6_000;

/**
 * Lets a closing server finish its requests and end soon after. Node closes only the connections that are idle at the moment of `close()`;
 * one that becomes idle later would delay the shutdown by its keep-alive time.
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
