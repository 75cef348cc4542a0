import type { OnStop } from './run-service.js';

// The entry point. It imports nothing but types before it has taken the signals: loading the program takes a second, and
// as process 1 of a container a signal that nobody has asked for is dropped.

// Every file is made with 0600 and every directory with 0700, those that SQLite makes included: the log, the read models and the
// keys are for this user alone. The command line and the demo begin with the same line.
process.umask(0o077);

/** Until the service begins to open things, there is nothing to close. */
let stop: (signal: string) => void = () => process.exit(0);
// Not `once`: a terminal and npm both pass Ctrl-C on, and the second must not cut the shutdown short.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
  process.on(signal, (received: string) => stop(received));
const onStop: OnStop = (handler) => (stop = handler);

const { runService } = await import('./run-service.js');
// A signal that came while the program was loaded is handled before anything is opened.
await new Promise((resolve) => setImmediate(resolve));
await runService(onStop);
