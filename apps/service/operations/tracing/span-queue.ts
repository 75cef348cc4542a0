import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';

/** A span takes about 2 KiB here: what waits while the receiver is away stays below 20 MiB. */
const MAX_QUEUED = 8_192;
const MAX_IN_REQUEST = 512;
const DELAY_MS = 1_000;
/** `ExportResultCode.SUCCESS`. */
const SUCCESS = 0;
const SAMPLED = 1;

export type SpanQueueObserver = {
  /** @param left how many wait still */
  exported(count: number, left: number): void;
  /** @param error absent when there was no room */
  dropped(count: number, error?: Error): void;
};

/**
 * Sends spans to the receiver in batches, one request at a time. Ending a span never waits: spans without room, and those of a failed
 * request, are dropped and counted. The SDK's own processor does the same without counting.
 */
export class SpanQueue implements SpanProcessor {
  #spans: ReadableSpan[] = [];
  #sending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly observer: SpanQueueObserver,
    private readonly limits = { queued: MAX_QUEUED, inRequest: MAX_IN_REQUEST, delayMs: DELAY_MS },
  ) {}

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & SAMPLED) === 0) return;
    if (this.#closed || this.#spans.length >= this.limits.queued) return this.observer.dropped(1);
    this.#spans.push(span);
    if (this.#spans.length >= this.limits.inRequest) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), this.limits.delayMs).unref();
  }

  /** Resolves when everything that had ended was sent or dropped. */
  async forceFlush(): Promise<void> {
    this.#send();
    await this.#sending;
  }

  /** Sends what it has, as far as it goes in time; the rest is dropped. */
  async close(limitMs: number): Promise<void> {
    this.#closed = true;
    await Promise.race([this.forceFlush(), sleep(limitMs)]);
    const left = this.#spans.splice(0).length;
    if (left > 0) this.observer.dropped(left, new Error(`not received within ${limitMs} ms`));
  }

  async shutdown(): Promise<void> {
    await this.close(0);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined));
  }

  async #sendAll(): Promise<void> {
    while (this.#spans.length > 0) {
      const batch = this.#spans.splice(0, this.limits.inRequest);
      const error = await this.#export(batch);
      if (error) this.observer.dropped(batch.length, error);
      else this.observer.exported(batch.length, this.#spans.length);
    }
  }

  #export(batch: ReadableSpan[]): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.exporter.export(batch, ({ code, error }) => {
        // oxlint-disable-next-line typescript/no-unsafe-enum-comparison -- of a package that is not ours to depend on
        resolve(code === SUCCESS ? undefined : (error ?? new Error('the receiver of traces refused them')));
      });
    });
  }
}
