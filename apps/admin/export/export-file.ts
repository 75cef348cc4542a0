import type { EventReader } from '#event-store';
import type { Mark, Request } from './export-state.js';
import type { ShapeName } from './shapes/shape.js';
import { shapeOf } from './shapes/shape.js';
import type { Stretch } from './stretch.js';
import { eventsOf } from './stretch.js';
import type { Target } from './target.js';
import type { FileCli } from './unfinished.js';
import { Unfinished } from './unfinished.js';

export type Exported = { count: number; bytes: number };

/** Into one file, which has its name when it is complete and not before. */
export async function exportFile(
  cli: FileCli,
  reader: EventReader,
  target: Target,
  request: Request<ShapeName>,
): Promise<Exported> {
  const { header, line } = shapeOf(request.format, request.origin);
  const unfinished = await Unfinished.open(cli, reader, target, request);
  const stretch = await unfinished.stretch(reader);
  const progress = cli.progress('Events');
  try {
    const written = await unfinished.write(
      'events',
      target.part,
      header,
      (last) => ({ pages: eventsOf(reader, stretch, last), lines: (page) => page.map(line) }),
      (mark) => progress.update(...doneOf(stretch, mark)),
    );
    await unfinished.publish();
    return written;
  } finally {
    progress.stop();
  }
}

/** How much of how much: of a stream in events, of the log in positions, which have no holes to speak of. */
export function doneOf(stretch: Stretch, { count, last }: Mark): [done: number, of: number] {
  if (stretch.kind === 'stream') return [count, stretch.last - stretch.first + 1];
  const position = last === undefined ? stretch.after : BigInt(last.position);
  return [Number(position - stretch.after), Math.max(Number(stretch.until - stretch.after), 1)];
}
