import type { RecordedEvent } from '#event-store';
import { eventLine } from '#evidence';
import { cadfLine } from './cadf.js';
import { cloudEventLine } from './cloud-events.js';
import { CSV_HEADER, csvEventLine } from './csv.js';
import { ocsfLine } from './ocsf.js';

/** How events are written, one a line. Pure: the same event gives the same bytes, whenever and wherever. */
export type Shape = {
  /** Before the first event. */
  header: string;
  /** With its line end. */
  line: (event: RecordedEvent) => string;
};

export const SHAPE_NAMES = ['cloudevents', 'ocsf', 'cadf', 'csv', 'ndjson'] as const;
export type ShapeName = (typeof SHAPE_NAMES)[number];

/** @param origin `EVIDENCE_ORIGIN`: whose events they are */
export const shapeOf = (name: ShapeName, origin: string): Shape => SHAPES[name](origin);

const SHAPES: Record<ShapeName, (origin: string) => Shape> = {
  cloudevents: (origin) => ({ header: '', line: (event) => cloudEventLine(event, origin) }),
  ocsf: (origin) => ({ header: '', line: (event) => ocsfLine(event, origin) }),
  cadf: (origin) => ({ header: '', line: (event) => cadfLine(event, origin) }),
  csv: () => ({ header: CSV_HEADER, line: csvEventLine }),
  ndjson: () => ({ header: '', line: eventLine }),
};
