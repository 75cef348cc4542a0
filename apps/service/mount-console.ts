import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Clock, Config } from '#config';
import { addressOf } from './http/origin.js';
import { ownUrl } from './http/own-url.js';
import { acceptPassedAddresses } from './http/passed-address.js';
import { ProblemError } from './http/problem-error.js';
import { answerError } from './http/problem.filter.js';

type Parts = { config: Config; clock: Clock; logger: Logger };

/** Mounts the web pages where the process has the role `console`. Nothing of them is loaded otherwise. */
export async function mountConsole(
  fastify: FastifyInstance,
  { config, clock, logger }: Parts,
): Promise<void> {
  if (config.console === undefined) return;
  const { registerConsole } = await import('../console/server/index.js');
  const { http, auth } = config;
  // An API elsewhere knows the console as a proxy (TRUST_PROXY).
  const headersOf =
    config.console.apiUrl === undefined
      ? acceptPassedAddresses(fastify)
      : (address: string) => ({ 'x-forwarded-for': address });
  await registerConsole(fastify, {
    config: config.console,
    auth,
    ...(http.publicUrl !== undefined && { publicUrl: http.publicUrl }),
    clock,
    ownUrl: () => ownUrl(fastify.server),
    addressOf,
    addressHeaders: (request) => {
      const address = addressOf(request);
      return address === undefined ? {} : headersOf(address);
    },
    refusal: (status, code, detail, headers = {}) => new ProblemError(status, code, detail, { headers }),
    answerError: (error, request, reply) => answerError(logger, error, request, reply),
    warn: (about, message) => logger.warn(about, message),
    maxConnections: http.maxConnections,
  });
}
