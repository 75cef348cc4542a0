import { toInstant } from '#domain';
import { openEventReader } from '#event-store';
import type { ReadModelQueries } from '#read-models';
import { openReadModelQueries } from '#read-models';
import type { Cli } from '../cli.js';
import type { Format } from '../format-option.js';
import { using } from '../opened.js';
import type { Shape } from '../rows.js';
import { Rows } from '../rows.js';

/** Of what is asked for a page at a time. */
const PAGE = 1_000;

export type Page<Row> = { rows: readonly Row[]; next: string | undefined };
export type PageOptions = { now: number; limit: number; cursor?: string };

export type Listing<Row> = {
  format: Format;
  shape: Shape<Row>;
  /** The name of the list in JSON. */
  list: string;
  page: (models: ReadModelQueries, options: PageOptions) => Promise<Page<Row>>;
};

/**
 * Prints a list of the read models as they are now, page by page. It says so when the log is ahead of them: a list is no evidence, and
 * `as-of` reads the log itself.
 * @returns how many rows there were
 */
export async function printListing<Row>(
  cli: Cli,
  { format, shape, list, page }: Listing<Row>,
): Promise<number> {
  const { readModelUrl, eventStoreUrl } = cli.config();
  const now = cli.clock.now();
  return using(openReadModelQueries(readModelUrl), async (models) => {
    const position = await models.position();
    await using(openEventReader(eventStoreUrl), async (log) => {
      if ((await log.head()) > position)
        cli.say(`The read models are behind: they know the log up to position ${position} alone.`);
    });
    const head = { asOf: toInstant(now), position: `${position}`, list };
    const rows = await Rows.open(cli.out, format, shape, head);
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      cli.signal.throwIfAborted();
      const found = await page(models, { now, limit: PAGE, ...(cursor !== undefined && { cursor }) });
      for (const row of found.rows) await rows.write(row);
      cursor = found.next;
    }
    await rows.close();
    return rows.count;
  });
}
