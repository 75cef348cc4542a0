// The entry of the writer's thread, always started from the build: a worker does not resolve the imports of the sources.
import { parentPort, workerData } from 'node:worker_threads';
import { LogReplacedError } from '../errors.js';
import { CommitAnnouncer } from './commit-signal.js';
import { GroupWriter } from './group-writer.js';
import type { WriterReply, WriterRequest, WriterThreadData } from './writer-messages.js';

const { file, fileId, settings } = workerData as WriterThreadData;
const port = parentPort!;
const writer = new GroupWriter(file, settings, fileId);
const announcer = new CommitAnnouncer(file);

port.on('message', (request: WriterRequest) => {
  let reply: WriterReply;
  try {
    reply = handle(request);
  } catch (error) {
    reply =
      error instanceof LogReplacedError ? { replaced: error.what } : { failed: (error as Error).message };
  }
  port.postMessage(reply);
  if (Array.isArray(reply)) announcer.announce();
  if (request === 'close') {
    announcer.close();
    port.close();
  }
});
port.postMessage('done' satisfies WriterReply);

function handle(request: WriterRequest): WriterReply {
  if (Array.isArray(request)) return writer.write(request);
  if (request === 'probe') writer.probe();
  else writer.close();
  return 'done';
}
