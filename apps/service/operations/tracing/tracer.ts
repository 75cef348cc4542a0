export type Attributes = Readonly<Record<string, string | number | boolean>>;

export type SpanStart = {
  /** The same for all of a kind: it names no workspace, no person and no id. */
  name: string;
  kind: 'internal' | 'server' | 'client' | 'consumer' | 'producer';
  /** W3C trace context of what this is a part of. Without one, a trace begins here. */
  parent?: string | undefined;
  /** Whether the parent was made by another process. */
  parentIsRemote?: boolean;
  attributes?: Attributes;
};

/** A span in progress. */
export interface Span {
  /** W3C trace context for what is a part of this. */
  readonly traceparent: string;
  end(attributes?: Attributes): void;
  /** It ended, and not well. */
  fail(error: unknown, attributes?: Attributes): void;
}

/** Makes spans. Callers have no tracer (undefined) when no receiver is configured. */
export interface Tracer {
  start(start: SpanStart): Span;
}
