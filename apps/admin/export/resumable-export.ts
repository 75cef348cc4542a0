import { toInstant } from '#domain';
import type { LogReader } from '../api/log-reader.js';
import type { Cli } from '../cli.js';
import { NoAnswerError, UsageError } from '../cli.js';
import { Autosave } from './autosave.js';
import type { ExportState, Mark, Request } from './export-state.js';
import { beginState, isSameLog, loadState, removeState, saveState } from './export-state.js';
import { ResumableFile } from './resumable-file.js';
import type { Target } from './target.js';
import type { LineSource } from './write-lines.js';
import { writeLines } from './write-lines.js';
import type { Place, ExportRange } from './export-range.js';
import { exportRangeOf } from './export-range.js';

/** The parts of the command line that an export to a file uses. */
export type FileCli = Pick<Cli, 'clock' | 'signal' | 'say' | 'progress'>;

/** The parts of an export that are written line by line. */
type Part = 'events' | 'proofs';
const BEGIN: Mark = { count: 0 };

/** A part that is complete. */
export type LinesWritten = Mark & { bytes: number; sha256: string };

/** An export in progress, or one that was interrupted. */
export class ResumableExport {
  private constructor(
    private readonly cli: FileCli,
    readonly target: Target,
    readonly state: ExportState,
  ) {}

  /**
   * Resumes the unfinished export if it is the same request on the same log; otherwise starts a new one.
   * @throws UsageError if the target exists and may not be replaced
   * @throws NoAnswerError if another process is writing it
   */
  static async open(
    cli: FileCli,
    reader: LogReader,
    target: Target,
    request: Request,
  ): Promise<ResumableExport> {
    target.check();
    const found = await loadState(target.state);
    if (found !== undefined && found.pid !== process.pid && isRunning(found.pid))
      throw new NoAnswerError(
        `${target.path} is being exported by process ${found.pid} (if that is something else by now, remove ${target.state})`,
      );
    const reason = found && (await whyNot(reader, found, request));
    if (found !== undefined && reason === undefined) {
      found.pid = process.pid;
      await saveState(target.state, found);
      return new ResumableExport(cli, target, found);
    }
    if (reason !== undefined) cli.say(`Begins anew: what was begun there is ${reason}.`);
    return ResumableExport.#begin(cli, reader, target, request);
  }

  static async #begin(
    cli: FileCli,
    reader: LogReader,
    target: Target,
    request: Request,
  ): Promise<ResumableExport> {
    target.discard();
    const state = await beginState(reader, request, toInstant(cli.clock.now()));
    await saveState(target.state, state);
    return new ResumableExport(cli, target, state);
  }

  /**
   * The range of its events, up to the log's end when the export began. Removes the unfinished export if the range does not exist.
   * @throws NoAnswerError | UsageError as {@link exportRangeOf}
   */
  async range(reader: LogReader): Promise<ExportRange> {
    try {
      return await exportRangeOf(reader, this.state.request.scope, BigInt(this.state.end));
    } catch (error) {
      if (error instanceof NoAnswerError || error instanceof UsageError) {
        this.target.discard();
        await removeState(this.target.state);
      }
      throw error;
    }
  }

  /** Stores the checkpoint so that a resumed export uses the same one. */
  async remember(checkpoint: string): Promise<void> {
    this.state.checkpoint = checkpoint;
    await saveState(this.target.state, this.state);
  }

  /**
   * Writes one part from its current position to its end.
   * @param source the lines after a place
   */
  async write(
    part: Part,
    path: string,
    header: string,
    source: (last?: Place) => LineSource,
    progress: (mark: Mark) => void,
  ): Promise<LinesWritten> {
    const file = await this.#open(part, path);
    const begin = this.state[part]?.mark ?? BEGIN;
    if (begin.count > 0) this.cli.say(`Goes on after ${begin.count} ${part}.`);
    else file.append(header);
    const autosave = new Autosave(() => this.#save(part, file.written));
    try {
      const mark = await writeLines(file, source(begin.last), begin, (mark) => {
        this.cli.signal.throwIfAborted();
        progress(mark);
        if (file.bytes > 0) autosave.tick();
      });
      await autosave.idle();
      const written = await file.finish(mark);
      await this.#save(part, written);
      return { ...mark, bytes: written.bytes, sha256: written.sha256 };
    } catch (error) {
      // The first error is reported. If saving the state fails as well, a resumed export finds that out.
      await this.#leave(part, file, autosave).catch(() => undefined);
      throw error;
    }
  }

  /** Renames the complete export to its target. */
  async publish(): Promise<void> {
    await this.target.publish();
    await removeState(this.target.state);
  }

  async #open(part: Part, path: string): Promise<ResumableFile<Mark>> {
    const isCompressed = this.state.request.gzip;
    const written = this.state[part];
    const reopened = written && (await ResumableFile.reopen(path, isCompressed, written));
    if (reopened !== undefined) return reopened;
    if (written !== undefined) this.cli.say('Begins anew: what was begun there is damaged.');
    delete this.state[part];
    return ResumableFile.create(path, isCompressed, BEGIN);
  }

  async #leave(part: Part, file: ResumableFile<Mark>, autosave: Autosave): Promise<void> {
    await autosave.idle();
    const written = await file.abandon();
    if (written.mark.count > 0) await this.#save(part, written);
    if (this.cli.signal.aborted) this.cli.say('Interrupted: the same command goes on from here.');
  }

  async #save(part: Part, written: NonNullable<ExportState[Part]>): Promise<void> {
    this.state[part] = written;
    await saveState(this.target.state, this.state);
  }
}

/** @returns why the export cannot be resumed; undefined if it can */
async function whyNot(reader: LogReader, found: ExportState, request: Request): Promise<string | undefined> {
  if (JSON.stringify(found.request) !== JSON.stringify(request)) return 'another export';
  if (!(await isSameLog(reader, found))) return 'of another log';
  return undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process runs under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
