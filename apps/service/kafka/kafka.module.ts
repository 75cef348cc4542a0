import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BeforeApplicationShutdown,
  DynamicModule,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';

/** Begins in the background, and ends what it has begun. */
export type KafkaWorker = { start(): Promise<void>; stop(): Promise<void> };

/** What this process does with Kafka; which of them there is, is for the roles to say. */
export type KafkaWorkers = { consumer?: KafkaWorker; publisher?: KafkaWorker };

const KAFKA_WORKERS = Symbol('KAFKA_WORKERS');

/** In all: a client without brokers, or a command without a store, may not use up the time that a shutdown has. */
const STOP_MS = 7_000;

/**
 * Starts them with the application and stops them beside its HTTP server. A start is not waited for: while the brokers
 * are away this process serves what it can, and health says what it cannot.
 */
class KafkaLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private stopped: Promise<unknown> = Promise.resolve();

  constructor(@Inject(KAFKA_WORKERS) private readonly workers: KafkaWorkers) {}

  onApplicationBootstrap(): void {
    // What keeps one from starting for good is told by `failed` and `ready`, see open-kafka-workers.
    for (const worker of Object.values(this.workers)) worker.start().catch(() => undefined);
  }

  beforeApplicationShutdown(): void {
    const stops = Object.values(this.workers).map((worker) => worker.stop());
    this.stopped = Promise.race([Promise.allSettled(stops), sleep(STOP_MS)]);
  }

  /** By now the HTTP server has closed, at the same time. */
  async onApplicationShutdown(): Promise<void> {
    await this.stopped;
  }
}

/** Roles `commands` and `publisher`. */
@Module({})
export class KafkaModule {
  static of(workers: KafkaWorkers): DynamicModule {
    return {
      module: KafkaModule,
      providers: [{ provide: KAFKA_WORKERS, useValue: workers }, KafkaLifecycle],
    };
  }
}
