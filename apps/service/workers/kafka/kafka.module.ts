import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BeforeApplicationShutdown,
  DynamicModule,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';

/** A consumer or publisher that runs in the background. */
export type KafkaWorker = { start(): Promise<void>; stop(): Promise<void> };

/** The Kafka workers of this process, according to its roles. */
export type KafkaWorkers = { consumer?: KafkaWorker; publisher?: KafkaWorker };

const KAFKA_WORKERS = Symbol('KAFKA_WORKERS');

/** Upper bound for stopping all workers, so that missing brokers or a missing store cannot use up the time of a shutdown. */
const STOP_MS = 7_000;

/**
 * Starts the workers with the application and stops them together with its HTTP server. The application does not wait for their start: while
 * the brokers are unreachable the process serves what it can, and health names the rest.
 */
class KafkaLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private stopped: Promise<unknown> = Promise.resolve();

  constructor(@Inject(KAFKA_WORKERS) private readonly workers: KafkaWorkers) {}

  onApplicationBootstrap(): void {
    // `failed` and `ready` report a permanent failure, see open-kafka-workers.
    for (const worker of Object.values(this.workers)) worker.start().catch(() => undefined);
  }

  beforeApplicationShutdown(): void {
    const stops = Object.values(this.workers).map((worker) => worker.stop());
    this.stopped = Promise.race([Promise.allSettled(stops), sleep(STOP_MS)]);
  }

  /** Called when the HTTP server, which stopped at the same time, has closed. */
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
