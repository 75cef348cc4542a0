import { eventually } from '../support/eventually.js';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

/** In the process, and in the thread of the projections, which is told where the read models are. */
const WARNS = `import { isMainThread, workerData } from 'node:worker_threads';
if (isMainThread || workerData?.readModelUrl)
  setInterval(() => process.emitWarning('this will be removed', 'DeprecationWarning', 'DEP9'), 500);`;
const preload = `data:text/javascript,${encodeURIComponent(WARNS)}`;

let directory: Directory;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory.remove());

// They were lines of text on standard error, among lines of JSON where both outputs go to one log.
it('what Node.js and modules warn of is in the log, also what they warn of in the thread of the projections', async () => {
  const service = await ServiceProcess.start({
    ...embedded(directory.path),
    NODE_OPTIONS: `--import=${preload}`,
  });
  const [ofProcess, ofThread] = [
    /WARN.*: this will be removed/g,
    /DeprecationWarning: this will be removed\s+thread: "projections"/g,
  ];
  const logged = (kind: RegExp): number => (service.output.stdout.match(kind) ?? []).length;
  const bothAre = (count: number): Promise<void> =>
    eventually('both have warned', () => Math.min(logged(ofProcess), logged(ofThread)) >= count, {
      instead: () => service.output.stdout,
    });
  try {
    await bothAre(1);
    // There may be some of the time before there was a log.
    const before = service.output.stderr;
    await bothAre(Math.max(logged(ofProcess), logged(ofThread)) + 2);
    expect(service.output.stderr).toBe(before);
  } finally {
    await service.stop('SIGTERM');
  }
});
