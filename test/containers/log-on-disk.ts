import { existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { StoredLog } from '../doubles/eventstoredb/stored-log.js';

type Line = {
  stream: string;
  revision: number;
  id: string;
  type: string;
  contentType: string;
  data: string;
  metadata: string;
};

/**
 * The log of a double of an EventStoreDB, which a file keeps: an append is in it before it is answered, so that `kill -9` takes
 * nothing that was acknowledged. A power cut would: nothing is synced.
 */
export function openLogOnDisk(file: string): StoredLog {
  const log = new StoredLog();
  // Of its own, in every log alike.
  let kept = log.all.length;
  if (existsSync(file)) kept = readBack(file, log);
  const journal = openSync(file, 'a');
  log.watch(() => {
    const lines = log.all.slice(kept).map(({ stream, revision, id, type, contentType, data, metadata }) => {
      const line: Line = {
        stream,
        revision,
        id,
        type,
        contentType,
        data: Buffer.from(data).toString('base64'),
        metadata: Buffer.from(metadata).toString('base64'),
      };
      return `${JSON.stringify(line)}\n`;
    });
    kept = log.all.length;
    writeSync(journal, lines.join(''));
  });
  return log;
}

/** @returns how many events the log has then; their positions come out as they were, being made of sizes */
function readBack(file: string, log: StoredLog): number {
  const bytes = readFileSync(file);
  // What was not written to its end was not answered either.
  const whole = bytes.lastIndexOf(0x0a) + 1;
  truncateSync(file, whole);
  for (const text of bytes.subarray(0, whole).toString().split('\n').slice(0, -1)) {
    const { stream, revision, data, metadata, ...event } = JSON.parse(text) as Line;
    log.append(stream, revision === 0 ? 'no_stream' : revision - 1, [
      { ...event, data: Buffer.from(data, 'base64'), metadata: Buffer.from(metadata, 'base64') },
    ]);
  }
  return log.all.length;
}
