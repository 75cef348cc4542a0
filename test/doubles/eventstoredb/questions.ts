import { randomUUID } from 'node:crypto';
import type { AppendExpectedRevision, EventData, ReadStreamOptions } from '@eventstore/db-client';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

type Failure = { error: string; expected?: unknown; actual?: unknown; class: string };
export type AppendAnswer = { success: true; next: number; position: string } | Failure;

/** Asks a server what it answers to one call after another, in words that are the same for every server and every run. */
export class Questions {
  readonly client: EventStoreDBClient;
  readonly #run = randomUUID().slice(0, 8);

  constructor(url: string) {
    this.client = EventStoreDBClient.connectionString(url);
  }

  /** A stream of this run's own. */
  stream(name: string): string {
    return `observe${this.#run}-${name}`;
  }

  async append(
    stream: string,
    events: EventData | EventData[],
    expectedRevision: AppendExpectedRevision,
    more: object = {},
  ): Promise<AppendAnswer> {
    try {
      const result = await this.client.appendToStream(stream, [events].flat() as never, {
        expectedRevision,
        ...more,
      });
      const { position } = result;
      return {
        success: result.success as true,
        next: Number(result.nextExpectedRevision),
        position:
          position === undefined
            ? 'none'
            : position.commit === position.prepare
              ? 'commit=prepare'
              : 'commit≠prepare',
      };
    } catch (error) {
      return failureOf(error);
    }
  }

  async read(stream: string, options: ReadStreamOptions): Promise<string[] | Failure> {
    const seen: string[] = [];
    try {
      for await (const { event } of this.client.readStream(stream, options))
        seen.push(`${event!.revision}:${event!.type}`);
      return seen;
    } catch (error) {
      return failureOf(error);
    }
  }

  async head(stream: string): Promise<AppendExpectedRevision> {
    let head: AppendExpectedRevision = 'no_stream';
    const newest = { direction: 'backwards', fromRevision: 'end', maxCount: 1 } as const;
    // To its end: the client does not let go of a read that is left early.
    for await (const { event } of this.client.readStream(stream, newest)) head = event!.revision;
    return head;
  }
}

export const numbered = (n: number, id: string = randomUUID()): EventData =>
  jsonEvent({ id, type: `E${n}`, data: { n }, metadata: { $correlationId: `c${n}`, k: n } } as never);

export const several = (count: number): EventData[] => Array.from({ length: count }, (_, n) => numbered(n));

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

export function failureOf(thrown: unknown): Failure {
  const error = thrown as Error & { type?: string; expectedVersion?: unknown; actualVersion?: unknown };
  return {
    error: error.type ?? error.name,
    ...(error.expectedVersion !== undefined && { expected: plain(error.expectedVersion) }),
    ...(error.actualVersion !== undefined && { actual: plain(error.actualVersion) }),
    class: error.constructor.name,
  };
}
