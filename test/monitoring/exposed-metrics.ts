import { pino } from 'pino';
import { Registry } from '@prometheus-io/client';
import { kafkaMetrics, publisherMetrics } from '../../apps/service/workers/kafka/kafka-metrics.js';
import { leaseMetrics } from '../../apps/service/workers/leases/lease-metrics.js';
import { IssuerWatch } from '../../apps/service/auth/issuer-watch.js';
import { tracingMetrics } from '../../apps/service/operations/tracing/tracing-metrics.js';

export type Exposed = {
  /** As it was said. */
  text: string;
  /** Of each metric that a process may expose. */
  types: ReadonlyMap<string, string>;
  /** What has a value: names as they are written, and labels. */
  samples: readonly { name: string; labels: readonly string[] }[];
};

/** What `/metrics` of an embedded process said, and what only processes with brokers, leases or traces say besides. */
export async function exposed(metrics: string): Promise<Exposed> {
  const registry = new Registry();
  // Something happens, for labels to be seen.
  const kafka = kafkaMetrics(registry);
  kafka.commandHandled('malformed', 1);
  kafka.retrying('commit', new Error('for the test'));
  publisherMetrics(registry, () => undefined);
  leaseMetrics(registry, () => new Map([['expiry', { term: undefined }]])).changed('expiry', 'lost');
  new IssuerWatch('https://id.example/jwks.json', pino({ level: 'silent' }), registry).succeeded();
  tracingMetrics(registry, pino({ level: 'silent' }));
  const text = `${metrics}\n${await registry.metrics()}`;
  return {
    text,
    types: new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => [name!, type!])),
    samples: [...text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)].map(([, name, labels = '']) => ({
      name: name!,
      labels: [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label!),
    })),
  };
}

/** Names that may stand in an expression: those of a histogram have an ending each. */
export const askable = ({ types }: Exposed): Set<string> =>
  new Set(
    [...types].flatMap(([name, type]) =>
      type === 'histogram' ? ['_bucket', '_count', '_sum'].map((ending) => name + ending) : [name],
    ),
  );

/** Without a histogram's ending. */
export const baseOf = (name: string, { types }: Exposed): string =>
  types.has(name) ? name : name.replace(/_(?:bucket|count|sum)$/, '');
