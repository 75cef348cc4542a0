import type { Clock, Config } from '#config';
import type { Progress } from '#terminal';
import type { ServiceWays } from './api/service-ways.js';
import type { Output } from './output.js';
import type { Paint } from './paint.js';

/** 0: well. 1: it found a fault. 2: it has no answer, or its arguments were wrong. */
export type ExitCode = 0 | 1 | 2;

/** What every command uses. Commands write to the terminal only through it. */
export type Cli = {
  /** The service's own configuration, from the environment. @throws ConfigError */
  config: () => Config;
  clock: Clock;
  /** Set before a command begins. */
  service?: ServiceWays;
  /** Standard output, for results alone. */
  out: Output;
  /** A line on standard error, for everything else. */
  say: (line: string) => void;
  /** On standard error: a bar on a terminal, a line now and then elsewhere. Stop it, also after a failure. */
  progress: (what: string) => Progress;
  /** For standard output. */
  paint: Paint;
  /** Aborted by Ctrl-C, by SIGTERM, and when the reader of the results is gone. Loops check it. */
  signal: AbortSignal;
  /** Sets the exit code of the process; 0 unless it is called. */
  exitWith: (code: ExitCode) => void;
  /** Registers synchronous clean-up that runs at every end of the process except `kill -9`. */
  atExit: (work: () => void) => void;
};

/** The arguments cannot be meant: one sentence, exit code 2. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

/** The question has no answer in this log: one sentence, exit code 2. */
export class NoAnswerError extends Error {
  readonly code = 'CANNOT_TELL';
}
