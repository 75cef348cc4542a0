import type { Clock, Config } from '#config';
import type { Progress } from '#terminal';
import type { Output } from './output.js';
import type { Paint } from './paint.js';

/** 0: well. 1: it found something. 2: it could not tell, or was asked wrongly. */
export type ExitCode = 0 | 1 | 2;

/** What a command stands on; a command says nothing to the terminal past it. */
export type Cli = {
  /** The service's own configuration, from the environment. @throws ConfigError */
  config: () => Config;
  clock: Clock;
  /** Standard output, for results alone. */
  out: Output;
  /** A line on standard error, for everything else. */
  say: (line: string) => void;
  /** On standard error: a bar on a terminal, a line now and then elsewhere. Stop it, also after a failure. */
  progress: (what: string) => Progress;
  /** For standard output. */
  paint: Paint;
  /** Aborted by Ctrl-C and SIGTERM, and when whoever read the results has gone. Loops look at it. */
  signal: AbortSignal;
  /** What the process ends with when the command is through; 0 unless it is called. */
  exitWith: (code: ExitCode) => void;
  /** Runs when the process ends, however it ends (but for `kill -9`), for what must not be left behind. Synchronous. */
  atExit: (work: () => void) => void;
};

/** The command was asked for something that cannot be: said in one sentence, exit code 2. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

/** What was asked cannot be told from what there is: said in one sentence, exit code 2. */
export class NoAnswerError extends Error {
  readonly code = 'CANNOT_TELL';
}
