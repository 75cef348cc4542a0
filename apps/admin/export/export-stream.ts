import type { LogReader } from '../api/log-reader.js';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Cli } from '../cli.js';
import type { Exported } from './export-file.js';
import type { Request } from './export-state.js';
import type { ShapeName } from './shapes/shape.js';
import { shapeOf } from './shapes/shape.js';
import { eventsOf, exportRangeOf } from './export-range.js';

const BLOCK_CHARACTERS = 1 << 18;
const compress = promisify(gzip);

/** To standard output, no faster than it is read. */
export async function exportStream(
  { out, signal }: Cli,
  reader: LogReader,
  { scope, format, origin, gzip: isCompressed }: Request<ShapeName>,
): Promise<Exported> {
  const { header, line } = shapeOf(format, origin);
  const range = await exportRangeOf(reader, scope, await reader.head());
  const exported = { count: 0, bytes: 0 };
  let text = header;
  const flush = async (): Promise<void> => {
    const block = Buffer.from(text);
    text = '';
    const bytes = isCompressed ? await compress(block) : block;
    exported.bytes += bytes.length;
    await out.write(bytes);
  };
  for await (const page of eventsOf(reader, range)) {
    signal.throwIfAborted();
    for (const event of page) {
      text += line(event);
      if (text.length >= BLOCK_CHARACTERS) await flush();
    }
    exported.count += page.length;
  }
  if (text !== '' || (isCompressed && exported.bytes === 0)) await flush();
  return exported;
}
