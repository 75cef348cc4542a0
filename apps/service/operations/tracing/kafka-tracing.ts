import { isTraceparent } from '#commands';
import type { KafkaTracing, MessageTrace } from '#kafka';
import type { Attributes, Span, Tracer } from './tracer.js';

type Names = { results: string; events: string; group: string };

/** What goes by way of Kafka, as spans named and described by OpenTelemetry's conventions for messaging. */
export function kafkaTracing(tracer: Tracer, { results, events, group }: Names): KafkaTracing {
  return {
    taken(received, { topic, partition, offset }, wire) {
      const span = tracer.start({
        name: `process ${topic}`,
        kind: 'consumer',
        // What the event says of itself counts more than how it travels.
        parent: wire?.traceparent ?? headerOf(received.headers['traceparent']),
        parentIsRemote: true,
        attributes: {
          ...messaging('process', topic),
          'messaging.consumer.group.name': group,
          'messaging.destination.partition.id': String(partition),
          'messaging.kafka.offset': Number(offset),
          'messaging.message.body.size': received.value?.length ?? 0,
          ...(wire && { 'messaging.message.id': wire.commandId }),
        },
      });
      return new SpannedMessage(span, () =>
        tracer.start({
          name: `send ${results}`,
          kind: 'producer',
          parent: span.traceparent,
          attributes: messaging('send', results),
        }),
      );
    },
    publishing(records) {
      const spans = records.flatMap(({ headers }) => {
        const { ce_traceparent: parent, ce_id: id, ce_type: type } = headers;
        // Recorded when nobody traced: there is no trace that it could be a part of.
        if (typeof parent !== 'string' || !isTraceparent(parent)) return [];
        const attributes = {
          ...messaging('send', events),
          'messaging.message.id': String(id),
          'support_access.event.type': String(type),
        };
        return [
          tracer.start({
            name: `send ${events}`,
            kind: 'producer',
            parent,
            parentIsRemote: true,
            attributes,
          }),
        ];
      });
      return (error) => {
        for (const span of spans)
          if (error === undefined) span.end();
          else span.fail(error);
      };
    },
  };
}

class SpannedMessage implements MessageTrace {
  #sending: Span | undefined;

  constructor(
    private readonly span: Span,
    private readonly send: () => Span,
  ) {}

  get traceparent(): string {
    return this.span.traceparent;
  }

  producing(): void {
    this.#sending = this.send();
  }

  finished(outcome: string): void {
    this.#sending?.end();
    this.span.end({ 'support_access.outcome': outcome });
  }

  abandoned(): void {
    // It is delivered again.
    const error = { code: 'ABANDONED' };
    this.#sending?.fail(error);
    this.span.fail(error);
  }
}

const messaging = (operation: 'process' | 'send', topic: string): Attributes => ({
  'messaging.system': 'kafka',
  'messaging.operation.name': operation,
  'messaging.operation.type': operation,
  'messaging.destination.name': topic,
});

/** Of a sender whose Kafka client is traced, and whose event says nothing of it. */
function headerOf(header: unknown): string | undefined {
  const text = header instanceof Buffer ? header.toString() : header;
  return isTraceparent(text) ? text : undefined;
}
