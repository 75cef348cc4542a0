import type { RecordedEvent } from '#event-store';
import type { Mark } from './export-state.js';
import type { ResumableFile } from './resumable-file.js';
import { placeOf } from './export-range.js';

/** What is written: pages of events, and each page as lines, one an event. */
export type LineSource = {
  pages: AsyncIterable<readonly RecordedEvent[]>;
  lines: (page: readonly RecordedEvent[]) => readonly string[] | Promise<readonly string[]>;
};

/**
 * @param from where the file is
 * @param onPage called after each page: to tell, to save, and to throw if it is to end here
 * @returns where it is when there is nothing more
 */
export async function writeLines(
  file: ResumableFile<Mark>,
  { pages, lines }: LineSource,
  from: Mark,
  onPage: (mark: Mark) => void,
): Promise<Mark> {
  let mark = from;
  for await (const page of pages) {
    const texts = await lines(page);
    const { count } = mark;
    for (const [i, text] of texts.entries())
      if (file.append(text)) await file.endBlock({ count: count + i + 1, last: placeOf(page[i]!) });
    if (page.length > 0) mark = { count: count + page.length, last: placeOf(page.at(-1)!) };
    onPage(mark);
  }
  return mark;
}
