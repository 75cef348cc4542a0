/** One attempt at a network request: it ends with the caller's signal, or when a part of it takes too long. */
export class Attempt {
  private readonly controller = new AbortController();
  private readonly follow = (): void => this.controller.abort(this.outer.reason);

  constructor(private readonly outer: AbortSignal) {
    if (outer.aborted) this.follow();
    else outer.addEventListener('abort', this.follow);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Awaits a part that listens to the signal. @throws what it throws, or that it took too long */
  async within<T>(ms: number, what: string, part: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.controller.abort(new Error(`no ${what} within ${ms} ms`)), ms);
    try {
      return await part;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Detaches from the caller's signal and aborts what is still open. */
  end(): void {
    this.outer.removeEventListener('abort', this.follow);
    this.controller.abort();
  }
}
