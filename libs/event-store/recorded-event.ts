import type { SupportAccessEvent, SupportAccessEventType } from '#domain';
import { upcast } from './codec.js';
import type { EventMetadata } from './metadata.js';

/** An event on its way into the store: what is stored, to the byte. */
export type EncodedEvent = {
  /** UUIDv7. */
  id: string;
  type: SupportAccessEventType;
  /** RFC 8785 form of the data. */
  dataJson: string;
  /** RFC 8785 form of the metadata without `chain`. */
  metadataJson: string;
  /** 64 lower-case hex digits; see libs/evidence. */
  chain: string;
  commandId: string;
};

/** What the store keeps of an event and of a checkpoint alike. */
export type StorableEvent = Omit<EncodedEvent, 'type'> & { type: string };

/** An event in the log. Data and metadata are parsed when first asked for: a publisher never does. */
export class RecordedEvent {
  #event: SupportAccessEvent | undefined;
  #metadata: EventMetadata | undefined;

  constructor(
    readonly position: bigint,
    readonly stream: string,
    readonly revision: number,
    readonly id: string,
    readonly type: SupportAccessEventType,
    readonly dataJson: string,
    readonly metadataJson: string,
    readonly chain: string,
    /**
     * In an engine that keeps it beside the metadata, the command id by which `findCommand` finds the event; empty when it
     * finds it by none. It equals that of the metadata unless the store was edited.
     */
    readonly commandId?: string,
  ) {}

  /** Type and data, upcast to the newest schema. */
  get event(): SupportAccessEvent {
    return (this.#event ??= upcast(this.type, JSON.parse(this.dataJson), this.#schemaVersion()));
  }

  get metadata(): EventMetadata {
    return (this.#metadata ??= JSON.parse(this.metadataJson) as EventMetadata);
  }

  /**
   * Folding a stream asks for nothing else of the metadata, so it is not parsed for this. Within a JSON string a quote is
   * escaped: what stands in quotes before a colon is a key.
   */
  #schemaVersion(): number {
    return this.#metadata?.schemaVersion ?? Number(/"schemaVersion":(\d+)/.exec(this.metadataJson)?.[1]);
  }
}
