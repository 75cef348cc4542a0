import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How often idle connections are closed once the server closes, and when the others are. */
const SWEEP_MS = 50;
const PATIENCE_MS = 6_000;

/**
 * Lets those who send requests here go elsewhere before the server closes, and lets it end soon after. Node closes only the connections that
 * are idle at the moment of `close()`; one that becomes idle later would delay the shutdown by its keep-alive time.
 */
export class Drain {
  #isOn = false;

  /** From now on each answer is the last of its connection. @param ms how long requests are still taken */
  async begin(ms: number): Promise<void> {
    this.#isOn = true;
    if (ms > 0) await sleep(ms);
  }

  /** Also for answers that no hook sees. */
  headers(): Record<string, string> {
    return this.#isOn ? { Connection: 'close' } : {};
  }

  attach(fastify: FastifyInstance): void {
    fastify.addHook('preClose', (done) => {
      this.#isOn = true;
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
      if (this.#isOn) void reply.header('Connection', 'close');
      done(null, payload);
    });
  }
}
