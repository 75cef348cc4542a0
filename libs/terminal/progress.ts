import { SingleBar } from 'cli-progress';

/** Shows the progress of long work. */
export type Progress = { update(done: number, of: number): void; stop(): void };

const LINES = 10;

/** A bar on a terminal, otherwise an occasional line. Neither has colours. */
export function startProgress(what: string, output: NodeJS.WriteStream): Progress {
  return output.isTTY ? bar(what, output) : lines(what, output);
}

function bar(what: string, stream: NodeJS.WriteStream): Progress {
  const format = `${what} [{bar}] {percentage}% | {value}/{total} | {duration_formatted}`;
  const single = new SingleBar({
    format,
    stream,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    hideCursor: true,
  });
  let started = false;
  return {
    update(done, of) {
      if (!started) single.start(of, 0);
      started = true;
      single.update(done);
    },
    stop: () => single.stop(),
  };
}

function lines(what: string, output: NodeJS.WriteStream): Progress {
  let said = 0;
  return {
    update(done, of) {
      const tenths = Math.floor((done * LINES) / of);
      if (tenths <= said) return;
      said = tenths;
      output.write(`${what} ${done}/${of}\n`);
    },
    stop: () => undefined,
  };
}
