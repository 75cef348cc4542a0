import type { OnStop } from './run-service.js';

// The entry point. It handles signals before it imports anything but types: loading the program takes a second, and process 1 of a
// container drops a signal without a handler.

// All files are created with mode 0600 and directories with 0700, including those made by SQLite, so that only this user reads the log, the
// read models and the keys. The command line and the demo begin with the same line.
process.umask(0o077);

/** Until the service begins to open things, there is nothing to close. */
let stop: (signal: string) => void = () => process.exit(0);
// Not `once`: a terminal and npm both forward Ctrl-C, and the second signal must not interrupt the shutdown.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
  process.on(signal, (received: string) => stop(received));
const onStop: OnStop = (handler) => (stop = handler);

const { runService } = await import('./run-service.js');
// A signal that came while the program was loaded is handled before anything is opened.
await new Promise((resolve) => setImmediate(resolve));
await runService(onStop);
