import { cloudEventJson } from '#commands';
import { STREAM_PREFIX } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import type { Piece, Stretch } from './log-stretch.js';

/** Consecutive events as server-sent events, encoded once for however many readers. */
export class SseChunk implements Stretch {
  private constructor(
    readonly after: Position,
    readonly position: Position,
    readonly bytes: Buffer,
    private readonly marks: readonly { position: Position; offset: number }[],
  ) {}

  /** @param source `EVIDENCE_ORIGIN` */
  static of(events: readonly RecordedEvent[], after: Position, source: string): SseChunk {
    const marks: { position: Position; offset: number }[] = [];
    const texts: string[] = [];
    let offset = 0;
    for (const event of events) {
      // Checkpoints of the log have calls of their own.
      if (!event.stream.startsWith(STREAM_PREFIX)) continue;
      const text = serverSentEvent(event, source);
      marks.push({ position: event.position, offset });
      texts.push(text);
      offset += Buffer.byteLength(text);
    }
    return new SseChunk(after, events.at(-1)?.position ?? after, Buffer.from(texts.join('')), marks);
  }

  get size(): number {
    return this.bytes.length;
  }

  /** For a reader who has everything up to `position`, which lies within or at the start. */
  from(position: Position): Piece {
    if (position <= this.after) return this;
    const next = this.marks.find((mark) => mark.position > position);
    return { bytes: this.bytes.subarray(next?.offset ?? this.bytes.length), position: this.position };
  }
}

/** One server-sent event: a structured CloudEvent in one line, with its position as the id. */
export const serverSentEvent = (event: RecordedEvent, source: string): string =>
  `id: ${event.position}\nevent: ${event.type}\ndata: ${cloudEventJson(event, source)}\n\n`;
