import type { WireCommand } from '#commands';
import type { OutgoingRecord, ReceivedRecord } from './client.js';
import type { Outcome } from './observer.js';
import type { RecordPlace } from './result-record.js';

/** Told of each message's way, to make spans of it. Without one nothing is asked and nothing made: this is a hot path. */
export type KafkaTracing = {
  /** A message was taken in. @param wire absent when it is no command */
  taken(received: ReceivedRecord, place: RecordPlace, wire: WireCommand | undefined): MessageTrace;
  /** Events are on their way to their topic. @returns to be called when they are there, or will not be by this way */
  publishing(events: readonly OutgoingRecord[]): (error?: Error) => void;
};

/** One message, from when it was taken in until it is finished or abandoned. */
export interface MessageTrace {
  /** W3C trace context for what follows from the message. */
  readonly traceparent: string;
  /** Its result is on its way. */
  producing(): void;
  finished(outcome: Outcome): void;
  /** It will be delivered again, here or elsewhere. */
  abandoned(): void;
}
