import type { AuditEntry, Event, SupportAccessClient } from '#client';
import { ProblemError } from '#client';
import { STREAM_PREFIX } from '#domain';
import type { EventMetadata, EventReader, Position } from '#event-store';
import { LOG_START, RecordedEvent } from '#event-store';
import { canonicalJson } from '#evidence';

type Log = Pick<EventReader, 'head' | 'readStream' | 'readAll' | 'close'>;
type Source = EventMetadata['source'];

const PAGE = 1_000;

/**
 * The log as a running service gives it by `GET /v1/events`, to auditors and services. Of the metadata it gives what the events topic
 * has; who handed a command in, an auditor is told by the audit trail. The rest, over which the chain is computed, stays in the store.
 */
export class ApiLog implements Log {
  constructor(
    private readonly client: SupportAccessClient,
    private readonly signal: AbortSignal,
  ) {}

  /** The newest position that a list knows is a place to go on from, where there is one. */
  async head(): Promise<Position> {
    let position = await this.#listed();
    for await (const page of this.readAll(position)) position = page.at(-1)!.position;
    return position;
  }

  async *readAll(after: Position): AsyncGenerator<readonly RecordedEvent[]> {
    let page: RecordedEvent[] = [];
    const query = { limit: PAGE, ...(after > LOG_START && { after: `${after}` }) };
    for await (const event of this.client.events(query, { signal: this.signal })) {
      page.push(recordedOf(event));
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  /** The calls give events of all workspaces, or none: the log is gone through as far as the workspace has some. */
  async *readStream(stream: string, fromRevision = 0): AsyncGenerator<readonly RecordedEvent[]> {
    const workspaceId = stream.slice(STREAM_PREFIX.length);
    const sources = await this.#sources(workspaceId);
    for await (const page of this.readAll(LOG_START)) {
      const found = page.filter((event) => event.stream === stream && event.revision >= fromRevision);
      if (found.length > 0) yield found.map((event) => withSource(event, sources.get(event.id)));
    }
  }

  async close(): Promise<void> {
    // Nothing is open between calls.
  }

  async #listed(): Promise<Position> {
    try {
      for await (const { position } of this.client.grants({ limit: 1 }, { signal: this.signal }))
        return BigInt(position);
    } catch (error) {
      if (!isForbidden(error)) throw error;
    }
    return LOG_START;
  }

  /** By event, for auditors; none for anybody else, nor of a workspace that is not there. */
  async #sources(workspaceId: string): Promise<Map<string, AuditEntry['source']>> {
    const sources = new Map<string, AuditEntry['source']>();
    try {
      const filter = { order: 'asc', limit: PAGE } as const;
      for await (const { id, source } of this.client.auditTrail(workspaceId, filter, { signal: this.signal }))
        sources.set(id, source);
    } catch (error) {
      if (!isForbidden(error) && !(error instanceof ProblemError && error.status === 404)) throw error;
    }
    return sources;
  }
}

const isForbidden = (error: unknown): boolean => error instanceof ProblemError && error.status === 403;

function recordedOf(event: Event): RecordedEvent {
  const { id, type, subject, revision, position, chain, data, time, correlationid, dataschema, traceparent } =
    event;
  const metadata = {
    correlationId: correlationid,
    recordedAt: time,
    schemaVersion: Number(dataschema.slice(dataschema.lastIndexOf(':') + 1)),
    ...(traceparent !== undefined && { traceparent }),
  };
  return new RecordedEvent(
    BigInt(position),
    `${STREAM_PREFIX}${subject}`,
    revision,
    id,
    type,
    canonicalJson(data),
    canonicalJson(metadata),
    chain,
  );
}

function withSource(event: RecordedEvent, source: AuditEntry['source']): RecordedEvent {
  if (source === undefined) return event;
  const { position, stream, revision, id, type, dataJson, chain } = event;
  const metadata = { ...event.metadata, source: source as Source };
  return new RecordedEvent(position, stream, revision, id, type, dataJson, canonicalJson(metadata), chain);
}
