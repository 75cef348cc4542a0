import { Module } from '@nestjs/common';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';

/** What operators ask of every process, whatever its roles. */
@Module({ controllers: [HealthController, MetricsController] })
export class OperationsModule {}
