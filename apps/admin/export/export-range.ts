import type { Instant } from '#domain';
import { assertNever, streamOf } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import type { Scope } from '#evidence';
import type { LogReader } from '../api/log-reader.js';
import { NoAnswerError, UsageError } from '../cli.js';
import { unknownWorkspace } from '../unknown-workspace.js';

/**
 * Where the events of a scope are: a contiguous range of the log or of one stream, with an end that was fixed when the export began. So a
 * resumed export has the same range.
 */
export type ExportRange =
  | { kind: 'log'; after: Position; until: Position; from?: Instant; to?: Instant }
  | { kind: 'stream'; stream: string; first: number; last: number };

/** An event that was written, and how the log is known again: by what it holds there. */
export type Place = { position: string; stream: string; revision: number; id: string; chain: string };

export const placeOf = ({ position, stream, revision, id, chain }: RecordedEvent): Place => ({
  position: `${position}`,
  stream,
  revision,
  id,
  chain,
});

/**
 * @param end the log's head when the export began
 * @throws NoAnswerError if there is no such workspace or grant in the log
 * @throws UsageError if the span begins past the end
 */
export async function exportRangeOf(reader: LogReader, scope: Scope, end: Position): Promise<ExportRange> {
  switch (scope.kind) {
    case 'log':
      return { kind: 'log', after: LOG_START, until: end };
    case 'span': {
      if (scope.by === 'time') {
        const { from, to } = scope;
        return { kind: 'log', after: LOG_START, until: end, ...(from && { from }), ...(to && { to }) };
      }
      const until = scope.until === undefined ? end : BigInt(scope.until);
      const after = BigInt(scope.after ?? 0);
      if (scope.after !== undefined && after >= end)
        throw new UsageError(`--from: the log ends at position ${end}`);
      return { kind: 'log', after, until: until < end ? until : end };
    }
    case 'workspace':
      return workspaceRange(reader, scope.workspaceId, end);
    case 'grant':
      return grantStretch(reader, scope, end);
    default:
      return assertNever(scope, 'scope');
  }
}

/** Its events in order, in pages; with `last`, those after it. */
export function eventsOf(
  reader: LogReader,
  range: ExportRange,
  last?: Place,
): AsyncIterable<readonly RecordedEvent[]> {
  return range.kind === 'stream' ? streamEvents(reader, range, last) : logEvents(reader, range, last);
}

async function* streamEvents(
  reader: LogReader,
  { stream, first, last }: ExportRange & { kind: 'stream' },
  written?: Place,
): AsyncGenerator<readonly RecordedEvent[]> {
  const from = written === undefined ? first : written.revision + 1;
  if (from > last) return;
  for await (const page of reader.readStream(stream, from)) {
    const isLast = page.at(-1)!.revision >= last;
    yield isLast ? page.filter(({ revision }) => revision <= last) : page;
    if (isLast) return;
  }
}

async function* logEvents(
  reader: LogReader,
  { after, until, from, to }: ExportRange & { kind: 'log' },
  written?: Place,
): AsyncGenerator<readonly RecordedEvent[]> {
  let hasBegun = from === undefined || written !== undefined;
  for await (let page of reader.readAll(written === undefined ? after : BigInt(written.position))) {
    const isLast = page.at(-1)!.position >= until;
    if (isLast) page = page.filter(({ position }) => position <= until);
    if (!hasBegun) {
      const first = page.findIndex((event) => recordedAt(event) >= from!);
      if (first >= 0) page = page.slice(first);
      hasBegun = first >= 0;
    }
    const end = hasBegun && to !== undefined ? page.findIndex((event) => recordedAt(event) >= to) : -1;
    if (hasBegun) yield end < 0 ? page : page.slice(0, end);
    // An empty page, so that a caller who waits for the first event can check for an interruption.
    else yield [];
    if (isLast || end >= 0) return;
  }
}

/** Without parsing: within a JSON string a quote is escaped, so what stands in quotes before a colon is a key. */
function recordedAt({ metadataJson }: RecordedEvent): Instant {
  const key = '"recordedAt":"';
  const at = metadataJson.indexOf(key) + key.length;
  return metadataJson.slice(at, metadataJson.indexOf('"', at));
}

async function workspaceRange(reader: LogReader, workspaceId: string, end: Position): Promise<ExportRange> {
  const stream = streamOf(workspaceId);
  let last = -1;
  for await (const page of reader.readStream(stream))
    for (const { position, revision } of page) if (position <= end) last = revision;
  if (last < 0) throw unknownWorkspace(workspaceId);
  return { kind: 'stream', stream, first: 0, last };
}

async function grantStretch(
  reader: LogReader,
  { workspaceId, grantId }: Scope & { kind: 'grant' },
  end: Position,
): Promise<ExportRange> {
  const stream = streamOf(workspaceId);
  let [isKnown, first, last] = [false, -1, -1];
  for await (const page of reader.readStream(stream))
    for (const event of page) {
      if (event.position > end) break;
      isKnown = true;
      if (!names(event, grantId)) continue;
      if (first < 0 && event.type === 'SupportAccessGranted') first = event.revision;
      last = event.revision;
    }
  if (!isKnown) throw unknownWorkspace(workspaceId);
  if (first < 0) throw new NoAnswerError(`workspace ${workspaceId} has no grant ${grantId}`);
  return { kind: 'stream', stream, first, last };
}

/** @throws NoAnswerError if no workspace has it */
export async function workspaceOfGrant(
  reader: LogReader,
  grantId: string,
  signal: AbortSignal,
): Promise<string> {
  for await (const page of reader.readAll(LOG_START)) {
    signal.throwIfAborted();
    for (const event of page)
      if (event.type === 'SupportAccessGranted' && names(event, grantId)) return event.event.data.workspaceId;
  }
  throw new NoAnswerError(`there is no grant ${grantId} in the log`);
}

/** Looked for in the text first: most events of a log are not of this grant. */
const names = (event: RecordedEvent, grantId: string): boolean =>
  event.dataJson.includes(`"grantId":"${grantId}"`) &&
  (event.event.data as { grantId?: string }).grantId === grantId;
