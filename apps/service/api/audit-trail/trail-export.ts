import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Position } from '#event-store';
import type { AuditEntry, AuditTrailFilter, AuditTrailPage, ReadModelQueries } from '#read-models';
import { CSV_BYTE_ORDER_MARK, CSV_HEADER, csvLine } from '#read-models';
import { awaitPosition } from '../min-position.js';
import { logDamaged } from '../../http/problem-error.js';
import { pulledStream } from '../../http/pulled-stream.js';
import { READ_MODEL_QUERIES } from '../../ports.js';
import { OpenExports } from './open-exports.js';

export type ExportType = 'text/csv' | 'application/x-ndjson';

type Format = { header: string; line: (entry: AuditEntry) => string };
const FORMATS: Readonly<Record<ExportType, Format>> = {
  'text/csv': { header: CSV_HEADER, line: csvLine },
  'application/x-ndjson': { header: '', line: (entry) => `${JSON.stringify(entry)}\n` },
};

export type TrailExportTerms = {
  type: ExportType;
  /** Whether the output starts with a byte order mark. */
  bom: boolean;
  /** Maps an entry to what this caller may see. */
  told: (entry: AuditEntry) => AuditEntry;
  /** The caller's id, from the token. */
  caller: string;
};

/** Entries per page: a few milliseconds of work, so that commands get their turn between two pages. */
const PAGE = 500;

/** Whole audit trails, read page by page as fast as the client takes them: memory does not grow with their length. */
@Injectable()
export class TrailExport {
  constructor(
    @Inject(READ_MODEL_QUERIES) private readonly queries: ReadModelQueries,
    private readonly exports: OpenExports,
  ) {}

  /**
   * Everything that matches the filter as of now, or the first `limit` entries. Entries recorded meanwhile are left out, so that the export
   * of a busy trail, oldest first, ends.
   * @throws InvalidCursorError, ReadModelUnavailableError, ProblemError 429 and 503, the latter also when the log of the
   *   workspace is damaged, before anything has been sent
   */
  async open(
    filter: AuditTrailFilter,
    { type, bom, told, caller }: TrailExportTerms,
    minPosition?: Position,
  ): Promise<Readable> {
    const done = this.exports.begin(caller);
    try {
      await awaitPosition(this.queries, minPosition);
      const end = await this.queries.position();
      const first = await this.page(filter, filter.limit ?? Infinity);
      // A truncated file would look complete, so it is refused. A JSON page says where the trail ends.
      if (first.damage) throw logDamaged(first.damage.revision, first.damage.what);
      const { header, line } = FORMATS[type];
      const format = {
        header: bom ? CSV_BYTE_ORDER_MARK + header : header,
        line: (entry: AuditEntry) => line(told(entry)),
      };
      return pulledStream((signal) => this.write(first, filter, end, format, signal)).once('close', done);
    } catch (error) {
      done();
      throw error;
    }
  }

  private async *write(
    first: AuditTrailPage,
    filter: AuditTrailFilter,
    end: Position,
    { header, line }: Format,
    signal: AbortSignal,
  ): AsyncGenerator<Buffer> {
    let left = filter.limit ?? Infinity;
    let text = header;
    for (let page = first; ;) {
      const entries = upTo(end, page.entries);
      for (const entry of entries) text += line(entry);
      if (text !== '') yield Buffer.from(text);
      text = '';
      left -= entries.length;
      const isPast = filter.order === 'asc' && entries.length < page.entries.length;
      if (page.next === undefined || isPast || left <= 0 || signal.aborted) return;
      await nextTurn();
      page = await this.page({ ...filter, cursor: page.next }, left);
    }
  }

  private page(filter: AuditTrailFilter, left: number): Promise<AuditTrailPage> {
    return this.queries.auditTrail({ ...filter, limit: Math.min(PAGE, left) });
  }
}

/** The entries up to a position. A page is sorted by position in either direction, so comparing its ends mostly suffices. */
function upTo(end: Position, entries: readonly AuditEntry[]): readonly AuditEntry[] {
  const isIn = (entry: AuditEntry | undefined): boolean =>
    entry === undefined || BigInt(entry.position) <= end;
  return isIn(entries[0]) && isIn(entries.at(-1)) ? entries : entries.filter(isIn);
}
