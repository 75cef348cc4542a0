import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { NestLogger } from './operations/logging/nest-logger.js';
import type { Parts } from './service.module.js';
import { measureRequests } from './operations/metrics/request-metrics.js';
import { ServiceModule } from './service.module.js';
import { traceRequests } from './operations/tracing/request-tracing.js';
import { finishAnswers } from './api/answer-hook.js';
import { isCommand, rowOf } from './auth/authorization.js';
import { BearerGuard } from './auth/bearer.guard.js';
import { gateBodies } from './auth/body-gate.js';
import { answerInTime } from './http/answer-limit.js';
import { boundConnections } from './http/bound-connections.js';
import { createAdapter } from './http/create-adapter.js';
import { CursorSeal } from './http/cursor-seal.js';
import { Drain } from './http/drain.js';
import { prepareEdge } from './http/edge.js';
import { RouteTable } from './http/route-table.js';
import { SubjectLimits } from './http/subject-limits.js';

/** The HTTP edge, not listening yet. */
export async function createApp(
  parts: Omit<Parts, 'routes' | 'limits' | 'seal'>,
  /** What is served beside the API, registered before it. */
  further?: (fastify: FastifyInstance) => Promise<void>,
  drain = new Drain(),
): Promise<NestFastifyApplication> {
  const { config, logger, metrics, tracer, api } = parts;
  const adapter = createAdapter(config, drain);
  const fastify = adapter.getInstance();
  const routes = new RouteTable(fastify, (method, path) => rowOf(method, path) !== undefined);
  const limits = new SubjectLimits(fastify, config.http.requestsPerMinute);
  measureRequests(fastify, metrics);
  boundConnections(fastify.server, config.http.maxConnections, metrics);
  if (tracer) traceRequests(fastify, tracer);
  await prepareEdge(fastify, config);
  const made: { guard?: BearerGuard } = {};
  gateBodies(fastify, (request, row) => made.guard!.admit(request, row));
  answerInTime(fastify, logger, isCommand);
  const seal = api && (await CursorSeal.open(config.session, api.reader));
  if (seal) finishAnswers(fastify, seal);
  await further?.(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(
    ServiceModule.of({ ...parts, routes, limits, seal }),
    adapter,
    {
      logger: new NestLogger(logger),
      // createAdapter reads bodies as bytes.
      bodyParser: false,
      // Otherwise Nest would end the process without closing what was opened.
      abortOnError: false,
    },
  );
  made.guard = app.get(BearerGuard);
  return app;
}
