import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventReader, Position } from '#event-store';
import type { Stretch, ToStretch } from './log-stretch.js';

/** Pages that are kept: enough for readers who came together, such as after a restart, to read the log once. */
const KEPT = 16;

/**
 * Reads the log for readers who are behind, one page per turn of the event loop, so that commands get their turn however many readers there
 * are.
 */
export class LogPages<S extends Stretch> {
  private readonly kept = new Map<Position, Promise<S>>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly reader: Pick<EventReader, 'readAll'>,
    private readonly toStretch: ToStretch<S>,
  ) {}

  /** What comes after a position: some of it, or, at the end of the log, nothing. */
  after(position: Position): Promise<S> {
    let page = this.kept.get(position);
    if (page === undefined) {
      page = this.turn.then(() => this.read(position));
      this.turn = page.catch(() => undefined).then(() => nextTurn());
      this.keep(position, page);
    }
    return page;
  }

  private async read(position: Position): Promise<S> {
    for await (const page of this.reader.readAll(position)) return this.toStretch(page, position);
    return this.toStretch([], position);
  }

  /** The log only grows, so what followed a position stays true; that nothing did, or that the engine was away, does not. */
  private keep(position: Position, page: Promise<S>): void {
    this.kept.set(position, page);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
    const forget = () => void (this.kept.get(position) === page && this.kept.delete(position));
    page.then((stretch) => stretch.position === position && forget(), forget);
  }
}
