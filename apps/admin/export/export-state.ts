import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Instant } from '#domain';
import { LOG_START } from '#event-store';
import type { Scope } from '#evidence';
import type { LogReader } from '../api/log-reader.js';
import type { Written } from './resumable-file.js';
import type { ShapeName } from './shapes/shape.js';
import type { Place } from './export-range.js';
import { placeOf } from './export-range.js';

export type ExportFormat = ShapeName | 'bundle';

/** The parameters of an export. Two exports of the same request differ only by when they began. */
export type Request<Format extends ExportFormat = ExportFormat> = {
  scope: Scope;
  format: Format;
  gzip: boolean;
  origin: string;
};

/** The position of the writing: the number of lines and the last event. */
export type Mark = { count: number; last?: Place };

/** Saved beside an incomplete export, so that another run can resume it. */
export type ExportState = {
  version: 1;
  /** The process that writes the export, while it runs. */
  pid: number;
  request: Request;
  startedAt: Instant;
  /** The log's head when the export began; later events are not exported. */
  end: string;
  /** The log's first event, which identifies the log. */
  begin?: Place;
  events?: Written<Mark>;
  /** The checkpoint of a bundle, once its events are complete. */
  checkpoint?: string;
  proofs?: Written<Mark>;
};

export async function beginState(
  reader: LogReader,
  request: Request,
  startedAt: Instant,
): Promise<ExportState> {
  const end = await reader.head();
  const begin = await firstEvent(reader);
  return {
    version: 1,
    pid: process.pid,
    request,
    startedAt,
    end: `${end}`,
    ...(begin !== undefined && { begin }),
  };
}

/** @returns undefined when there is no readable state */
export async function loadState(path: string): Promise<ExportState | undefined> {
  try {
    const state = JSON.parse(await readFile(path, 'utf8')) as ExportState | null;
    return state?.version === 1 && typeof state.request === 'object' ? state : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces the state atomically. A state that a power failure damaged does not pass its checks. */
export async function saveState(path: string, state: ExportState): Promise<void> {
  const next = `${path}.new`;
  await writeFile(next, `${JSON.stringify(state, undefined, 2)}\n`);
  await rename(next, path);
}

export async function removeState(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}.new`, { force: true });
}

/** Whether the log is the one that the export was begun on: it holds the same events at the same places. */
export async function isSameLog(reader: LogReader, { begin, events, proofs }: ExportState): Promise<boolean> {
  const places = [begin, events?.mark.last, proofs?.mark.last];
  for (const place of places) if (place !== undefined && !(await holds(reader, place))) return false;
  return true;
}

async function holds(reader: LogReader, place: Place): Promise<boolean> {
  for await (const [event] of reader.readStream(place.stream, place.revision))
    return event !== undefined && JSON.stringify(placeOf(event)) === JSON.stringify(place);
  return false;
}

async function firstEvent(reader: LogReader): Promise<Place | undefined> {
  for await (const [event] of reader.readAll(LOG_START)) return event && placeOf(event);
  return undefined;
}
