import type { LogReader } from '../api/log-reader.js';
import type { Mark, Request } from './export-state.js';
import type { ShapeName } from './shapes/shape.js';
import { shapeOf } from './shapes/shape.js';
import type { ExportRange } from './export-range.js';
import { eventsOf } from './export-range.js';
import type { Target } from './target.js';
import type { FileCli } from './resumable-export.js';
import { ResumableExport } from './resumable-export.js';

export type Exported = { count: number; bytes: number };

/** Into one file, which has its name when it is complete and not before. */
export async function exportFile(
  cli: FileCli,
  reader: LogReader,
  target: Target,
  request: Request<ShapeName>,
): Promise<Exported> {
  const { header, line } = shapeOf(request.format, request.origin);
  const resumable = await ResumableExport.open(cli, reader, target, request);
  const range = await resumable.range(reader);
  const progress = cli.progress('Events');
  try {
    const written = await resumable.write(
      'events',
      target.part,
      header,
      (last) => ({ pages: eventsOf(reader, range, last), lines: (page) => page.map(line) }),
      (mark) => progress.update(...doneOf(range, mark)),
    );
    await resumable.publish();
    return written;
  } finally {
    progress.stop();
  }
}

/** How much of how much: of a stream in events, of the log in positions, which have no holes to speak of. */
export function doneOf(range: ExportRange, { count, last }: Mark): [done: number, of: number] {
  if (range.kind === 'stream') return [count, range.last - range.first + 1];
  const position = last === undefined ? range.after : BigInt(last.position);
  return [Number(position - range.after), Math.max(Number(range.until - range.after), 1)];
}
