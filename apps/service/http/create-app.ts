import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLogger } from '../logging/nest-logger.js';
import type { Parts } from '../service.module.js';
import { ServiceModule } from '../service.module.js';
import { createAdapter } from './create-adapter.js';
import { RouteTable } from './route-table.js';

/** The HTTP edge, not listening yet. */
export async function createApp(parts: Omit<Parts, 'routes'>): Promise<NestFastifyApplication> {
  const { config, logger } = parts;
  const adapter = createAdapter(config.http);
  const routes = new RouteTable(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(
    ServiceModule.of({ ...parts, routes }),
    adapter,
    {
      logger: new NestLogger(logger),
      // Bodies are read as bytes, see createAdapter.
      bodyParser: false,
      // Else Nest ends the process itself, and nothing that was opened is closed.
      abortOnError: false,
    },
  );
  const { corsOrigins } = config.http;
  if (corsOrigins.length > 0)
    app.enableCors({
      origin: [...corsOrigins],
      methods: ['GET', 'POST', 'PUT', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Min-Position', 'Last-Event-ID'],
      exposedHeaders: ['Link', 'Location', 'Retry-After', 'WWW-Authenticate'],
      maxAge: 600,
    });
  return app;
}
