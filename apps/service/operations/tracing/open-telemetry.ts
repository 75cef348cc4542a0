import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Context, Span as SdkSpan, SpanContext, Tracer as SdkTracer } from '@opentelemetry/api';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import type { Sampler } from '@opentelemetry/sdk-trace';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TracingConfig } from '#config';
import type { SpanQueueObserver } from './span-queue.js';
import { SpanQueue } from './span-queue.js';
import type { Attributes, Span, SpanStart, Tracer } from './tracer.js';

const KINDS: Readonly<Record<SpanStart['kind'], SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  producer: SpanKind.PRODUCER,
};

/**
 * Spans by OpenTelemetry's SDK, sent by OTLP. This file is the only one that imports it, and is itself imported only when a
 * receiver is configured. Nothing is registered globally, and nobody else's module is patched.
 */
export function openTelemetry(
  config: TracingConfig,
  { roles, observer }: { roles: ReadonlySet<string>; observer: SpanQueueObserver },
): { tracer: Tracer; close: (limitMs: number) => Promise<void> } {
  const queue = new SpanQueue(exporterOf(config), observer);
  const provider = new TracerProvider({
    sampler: samplerOf(config),
    spanProcessors: [queue],
    resource: defaultResource().merge(
      resourceFromAttributes({
        'host.name': hostname(),
        'process.pid': process.pid,
        'service.instance.id': randomUUID(),
        'support_access.roles': [...roles],
        ...config.resource,
        'service.name': config.serviceName,
      }),
    ),
  });
  const sdk = provider.getTracer('support-access');
  return {
    tracer: { start: (start) => startSpan(sdk, start) },
    close: (limitMs) => queue.close(limitMs),
  };
}

function exporterOf(config: TracingConfig): OTLPTraceExporter {
  const { url, headers, timeoutMs, compression, tls } = config;
  type Options = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;
  return new OTLPTraceExporter({
    url,
    headers: { ...headers },
    timeoutMillis: timeoutMs,
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- of a package not ours to depend on; its values are these words
    compression: compression as NonNullable<Options['compression']>,
    httpAgentOptions: { keepAlive: true, ...tls },
  });
}

function samplerOf({ sampler, ratio }: TracingConfig): Sampler {
  const [, follows, name] = /^(parentbased_)?(\w+)$/.exec(sampler) ?? [];
  const root =
    name === 'always_on'
      ? new AlwaysOnSampler()
      : name === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio);
  return follows === undefined ? root : new ParentBasedSampler({ root });
}

function startSpan(sdk: SdkTracer, { name, kind, parent, parentIsRemote, attributes }: SpanStart): Span {
  const context = parent === undefined ? ROOT_CONTEXT : contextOf(parent, parentIsRemote ?? false);
  const span = sdk.startSpan(name, { kind: KINDS[kind], ...(attributes && { attributes }) }, context);
  // Who records nothing hands on what they were given: the next one's parent is somebody whom the receiver knows.
  return new OpenTelemetrySpan(span, span.isRecording() ? undefined : parent);
}

function contextOf(traceparent: string, isRemote: boolean): Context {
  const [, traceId = '', spanId = '', flags = '0'] = traceparent.split('-');
  const parent: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote };
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}

class OpenTelemetrySpan implements Span {
  readonly traceparent: string;

  constructor(
    private readonly span: SdkSpan,
    handedOn: string | undefined,
  ) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.traceparent = handedOn ?? `00-${traceId}-${spanId}-0${traceFlags & 1}`;
  }

  end(attributes?: Attributes): void {
    if (attributes) this.span.setAttributes(attributes);
    this.span.end();
  }

  fail(error: unknown, attributes?: Attributes): void {
    const { code, name } = error as { code?: string | number; name?: string };
    // Without its message, which may name a workspace: that is for the log.
    this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.end({ ...attributes, 'error.type': String(code ?? name ?? 'Error') });
  }
}
