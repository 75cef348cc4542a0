import { parser } from '@prometheus-io/lezer-promql';

export type Selector = { metric: string; labels: string[] };
export type Query = { selectors: Selector[]; grouping: string[] };

/**
 * What an expression asks for: metrics with the labels that are matched, and the labels that are grouped by.
 * @throws Error where it is no PromQL
 */
export function readPromql(expression: string): Query {
  // Of a length that Grafana chooses.
  const text = expression.replaceAll('$__rate_interval', '5m');
  const query: Query = { selectors: [], grouping: [] };
  parser.parse(text).iterate({
    enter(node) {
      const words = (): string => text.slice(node.from, node.to);
      if (node.type.isError) throw new Error(`not PromQL at ${node.from}: ${text}`);
      if (node.name === 'VectorSelector') query.selectors.push({ metric: '', labels: [] });
      if (node.name === 'Identifier') query.selectors.at(-1)!.metric = words();
      if (node.name !== 'LabelName') return;
      if (node.matchContext(['GroupingLabels'])) query.grouping.push(words());
      else query.selectors.at(-1)!.labels.push(words());
    },
  });
  if (query.selectors.length === 0) throw new Error(`asks for nothing: ${text}`);
  return query;
}
