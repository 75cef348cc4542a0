import type { Instant } from '#domain';

/** Where a command came from, and who handed it in. */
export type CommandSource =
  | {
      kind: 'kafka';
      topic: string;
      partition: number;
      /** Decimal digits. */
      offset: string;
      /** The CloudEvent's `source`. Events recorded by earlier releases have none. */
      producer?: string;
    }
  | {
      kind: 'http';
      /** The token's subject. Events recorded by earlier releases have none. */
      subject?: string;
    }
  | { kind: 'saga' };

/** Stored beside every event's data, without the chain, which is computed over it. */
export type EventMetadata = {
  commandId: string;
  /** Lower-case hex SHA-256 of the canonical command. */
  commandHash: string;
  correlationId: string;
  causationId: string;
  schemaVersion: 1;
  recordedAt: Instant;
  source: CommandSource;
  traceparent?: string;
};
