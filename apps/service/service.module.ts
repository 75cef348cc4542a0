import type { DynamicModule } from '@nestjs/common';
import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { Logger } from 'pino';
import { Registry } from '@prometheus-io/client';
import type { Door } from '#commands';
import { WorkspaceFolds } from '#commands';
import type { Clock, Config } from '#config';
import type { EventReader } from '#event-store';
import type { ReadModelQueries } from '#read-models';
import { ApiModule } from './api/api.module.js';
import { BearerGuard } from './auth/bearer.guard.js';
import { TokenVerifier } from './auth/token-verifier.js';
import type { Evidence } from './ports.js';
import { HealthRegistry } from './operations/health/health-registry.js';
import { CursorSeal } from './http/cursor-seal.js';
import { ProblemFilter } from './http/problem.filter.js';
import type { RouteTable } from './http/route-table.js';
import { SubjectLimits } from './http/subject-limits.js';
import type { KafkaWorkers } from './workers/kafka/kafka.module.js';
import { KafkaModule } from './workers/kafka/kafka.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { CLOCK, CONFIG, DOOR, EVENT_READER, EVIDENCE, READ_MODEL_QUERIES } from './ports.js';
import type { Tracer } from './operations/tracing/tracer.js';

/** What the HTTP edge stands on, opened already. */
export type Parts = {
  config: Config;
  clock: Clock;
  logger: Logger;
  health: HealthRegistry;
  metrics: Registry;
  tracer: Tracer | undefined;
  routes: RouteTable;
  limits: SubjectLimits;
  verifier: TokenVerifier;
  /** There with the role `api`. */
  seal: CursorSeal | undefined;
  /** There with the role `api`. */
  api?: {
    door: Door;
    folds: WorkspaceFolds;
    reader: EventReader;
    queries: ReadModelQueries;
    evidence: Evidence;
  };
  /** There with brokers and the role `commands` or `publisher`. */
  kafka?: KafkaWorkers;
};

/** The ports under their tokens, and the modules that the roles ask for. */
@Global()
@Module({})
export class ServiceModule {
  static of(parts: Parts): DynamicModule {
    const { config, clock, logger, health, metrics, routes, limits, verifier, seal, api, kafka } = parts;
    const ports = [
      { provide: CONFIG, useValue: config },
      { provide: CLOCK, useValue: clock },
      { provide: HealthRegistry, useValue: health },
      { provide: Registry, useValue: metrics },
      { provide: TokenVerifier, useValue: verifier },
      { provide: SubjectLimits, useValue: limits },
      ...(api
        ? [
            { provide: DOOR, useValue: api.door },
            { provide: WorkspaceFolds, useValue: api.folds },
            { provide: EVENT_READER, useValue: api.reader },
            { provide: READ_MODEL_QUERIES, useValue: api.queries },
            { provide: EVIDENCE, useValue: api.evidence },
            { provide: CursorSeal, useValue: seal },
          ]
        : []),
    ];
    return {
      module: ServiceModule,
      imports: [
        OperationsModule,
        ...(api ? [CqrsModule.forRoot(), ApiModule] : []),
        ...(kafka ? [KafkaModule.of(kafka)] : []),
      ],
      providers: [
        ...ports,
        BearerGuard,
        { provide: APP_GUARD, useExisting: BearerGuard },
        { provide: APP_FILTER, useValue: new ProblemFilter(routes, logger) },
      ],
      exports: [BearerGuard, ...ports.map(({ provide }) => provide)],
    };
  }
}
