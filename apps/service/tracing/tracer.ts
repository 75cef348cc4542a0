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

/** Something that takes time, and is told when it has ended. */
export interface Span {
  /** W3C trace context for what is a part of this. */
  readonly traceparent: string;
  end(attributes?: Attributes): void;
  /** It ended, and not well. */
  fail(error: unknown, attributes?: Attributes): void;
}

/** Makes spans. There is none when no receiver is configured: whoever could use one looks whether it has one. */
export interface Tracer {
  start(start: SpanStart): Span;
}
