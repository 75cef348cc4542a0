import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { ComponentHealth } from '../../operations/health/health-registry.js';
import type {
  FollowerReport,
  ProjectionsMessage,
  ProjectionsTask,
  VerificationReport,
} from './worker-messages.js';

const FIRST_RESTART_MS = 250;
const MAX_RESTART_MS = 30_000;
/** A thread that lived this long had been well: its next death starts the back-off anew. */
const WELL_AFTER_MS = 60_000;
/** Silence longer than this means that the thread is stuck. */
const SILENCE_MS = 5_000;
const STOP_MS = 5_000;
const START_MS = 5_000;
/** An event lives as long as its batch: a quarter of what V8 would take for the young, at the same speed. */
const YOUNG_MIB = 12;

export type ThreadOptions = {
  /** The built file: a worker does not resolve the imports of the sources. */
  entry?: URL;
  /** Called with each report once the check at the thread's start is over. */
  checked?: () => void;
  /** Called when the database refused a write because another process has the lease. The thread has ended then. */
  fenced?: () => void;
  /** Called when the log was replaced. The thread has ended then, and is not restarted. */
  replaced?: (what: string) => void;
};

const ENTRY = new URL('./projections-worker.js', import.meta.url);

/**
 * The thread in which the log is folded into what is asked, with connections of its own: a rebuild or a large batch does
 * not hold up commands and queries. Whatever it dies of, it is started again, ever more slowly, and health says so.
 */
export class ProjectionsThread {
  private worker: Worker | undefined;
  private followers: Record<string, FollowerReport> = {};
  private verification: VerificationReport = { isChecked: false };
  private heardAt = performance.now();
  private failure: string | undefined = 'starting';
  private isOver = false;
  private reported: () => void = () => undefined;
  private readonly firstReport = new Promise<void>((resolve) => (this.reported = resolve));
  private readonly stopping = new AbortController();
  private supervision: Promise<void> = Promise.resolve();

  constructor(
    private readonly task: ProjectionsTask,
    private readonly logger: Logger,
    private readonly options: ThreadOptions = {},
  ) {}

  /** By the names in its reports. */
  static followersOf({ projector, dueList }: Pick<ProjectionsTask, 'projector' | 'dueList'>): string[] {
    return [...(projector ? ['projector', 'log tree'] : []), ...(dueList ? ['due list'] : [])];
  }

  /** Resolves when it has reported, or after a while without: health tells which. */
  async start(): Promise<void> {
    this.supervision = this.supervise();
    await Promise.race([this.firstReport, sleep(START_MS, undefined, { ref: false })]);
  }

  /** Resolves when the thread has finished its batch and closed its connections. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.worker?.postMessage('stop');
    const patience = setTimeout(() => void this.worker?.terminate(), STOP_MS);
    await this.supervision;
    clearTimeout(patience);
  }

  health(): ComponentHealth {
    if (this.failure !== undefined) return { status: 'down', reason: this.failure };
    const silentMs = performance.now() - this.heardAt;
    if (silentMs > SILENCE_MS)
      return { status: 'down', reason: `has not reported for ${Math.round(silentMs)} ms` };
    for (const [name, { status, reason = 'down' }] of Object.entries(this.followers))
      if (status === 'down') return { status, reason: `${name}: ${reason}` };
    return { status: 'up' };
  }

  /** The latest report of a follower, by name. */
  follower(name: string): FollowerReport | undefined {
    return this.followers[name];
  }

  /** How far the check of the log is, by the latest report. */
  get verified(): VerificationReport {
    return this.verification;
  }

  private async supervise(): Promise<void> {
    const { signal } = this.stopping;
    for (let deaths = 0; !signal.aborted; deaths++) {
      const startedAt = performance.now();
      const cause = await this.live();
      if (signal.aborted || this.isOver) return;
      if (performance.now() - startedAt > WELL_AFTER_MS) deaths = 0;
      const restartInMs = Math.min(FIRST_RESTART_MS * 2 ** deaths, MAX_RESTART_MS);
      this.failure = cause;
      this.logger.error({ restartInMs, reason: cause }, 'the projections thread ended');
      // Rejects when the signal aborts; the loop's condition sees that.
      await sleep(restartInMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One life of the thread. @returns what it died of */
  private live(): Promise<string> {
    return new Promise((resolve) => {
      let cause = 'it ended without a reason';
      const worker = new Worker(this.options.entry ?? ENTRY, {
        workerData: this.task,
        name: 'projections',
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
      });
      this.worker = worker;
      worker.on('message', (message: ProjectionsMessage) => this.hear(message));
      worker.on('error', (error) => (cause = error.message));
      worker.on('exit', () => {
        this.worker = undefined;
        resolve(cause);
      });
    });
  }

  private hear(message: ProjectionsMessage): void {
    if (message.kind === 'fenced') {
      this.end("its lease is another process'");
      return this.options.fenced?.();
    }
    if (message.kind === 'replaced') {
      this.end(message.what);
      return this.options.replaced?.(message.what);
    }
    if (message.kind === 'log') return this.logger[message.level]({ thread: 'projections' }, message.message);
    this.heardAt = performance.now();
    this.followers = message.followers;
    this.verification = message.verification;
    if (message.verification.isChecked) this.options.checked?.();
    this.failure = undefined;
    this.reported();
  }

  private end(reason: string): void {
    this.isOver = true;
    this.failure = reason;
  }
}
