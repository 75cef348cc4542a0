import type { BeforeApplicationShutdown, DynamicModule, OnApplicationBootstrap } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';
import type { CommandConsumer, EventPublisher } from '#kafka';

/** What this process does with Kafka; which of them there is, is for the roles to say. */
export type KafkaWorkers = { consumer?: CommandConsumer; publisher?: EventPublisher };

const KAFKA_WORKERS = Symbol('KAFKA_WORKERS');

/**
 * Starts them with the application and stops them before its HTTP server. A start is not waited for: while the brokers
 * are away this process serves what it can, and health says what it cannot.
 */
class KafkaLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(@Inject(KAFKA_WORKERS) private readonly workers: KafkaWorkers) {}

  onApplicationBootstrap(): void {
    // What keeps one from starting for good is told by `failed` and `ready`, see open-kafka-workers.
    for (const worker of Object.values(this.workers)) worker.start().catch(() => undefined);
  }

  /** Intake first: what the consumer still finishes is then published, as far as time goes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.workers.consumer?.stop();
    await this.workers.publisher?.stop();
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
