import type { WireCommand } from '#commands';
import type { OutgoingRecord, ReceivedRecord } from './client.js';
import type { Outcome } from './observer.js';
import type { RecordPlace } from './result-record.js';

/** Callbacks that make spans of a message's way. Absent when tracing is off, so that the hot path costs nothing. */
export type KafkaTracing = {
  /** A message was received. @param wire undefined when it is malformed */
  taken(received: ReceivedRecord, place: RecordPlace, wire: WireCommand | undefined): MessageTrace;
  /** Events are being produced. @returns a function to call when they were produced, or with the error */
  publishing(events: readonly OutgoingRecord[]): (error?: Error) => void;
};

/** The trace of one message, from its arrival until it is finished or abandoned. */
export interface MessageTrace {
  /** W3C trace context for what follows from the message. */
  readonly traceparent: string;
  /** The result is being produced. */
  producing(): void;
  finished(outcome: Outcome): void;
  /** The message will be delivered again, here or elsewhere. */
  abandoned(): void;
}
