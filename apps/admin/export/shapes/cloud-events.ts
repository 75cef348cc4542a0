import { cloudEventJson } from '#commands';
import type { RecordedEvent } from '#event-store';

/** A structured CloudEvent 1.0, with the attributes that it has on the events topic and over HTTP. */
export const cloudEventLine = (event: RecordedEvent, origin: string): string =>
  `${cloudEventJson(event, origin)}\n`;
