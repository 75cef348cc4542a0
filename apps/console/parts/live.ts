import { ProblemError } from '#client';
import type { Service } from './service.js';
import type { Controller, ControllerHost } from './reactive-element.js';

/**
 * `connecting`: nothing was read yet · `live`: connected, and what is shown is the newest · `reconnecting`: what is shown may be old ·
 * `signed-out`: the token ended and there is no other
 */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'signed-out';

type Options = {
  service: () => Service | undefined;
  /** Undefined: changes of all workspaces. */
  workspaceId: () => string | undefined;
  /** Reads what the host shows. @throws what the service answered */
  read: (minPosition: string | undefined, signal: AbortSignal) => Promise<void>;
  /** Changes lead to one reading in so many milliseconds at most; 0 when absent: one for each, as they come. */
  changesEveryMs?: number;
};

/** Said by a page of the console to itself when its person is signed out, or somebody else, in this browser now. */
export const SIGNED_OUT = 'sa-signed-out';

/** While the connection is lost the page is read anew this often, because only the stream may be blocked. */
const READ_AGAIN_MS = 5_000;

/** Keeps its host's contents the newest: reads at once, at every change that the service tells, and after every reconnection. */
export class Live implements Controller {
  state: LiveState = 'connecting';
  /** When the contents were last known to be the newest, by this machine's clock. */
  knownAt: number | undefined;
  /** Why the last reading failed. */
  error: unknown;

  #ending: AbortController | undefined;
  #isOpen = false;
  #reading: Promise<void> | undefined;
  /** A change came while a reading was under way. */
  #wanted: { minPosition: string | undefined } | undefined;
  /** The newest change that waits for its reading. */
  #heard: { position: string | undefined } | undefined;
  #changesReadAt = 0;

  constructor(
    private readonly host: ControllerHost,
    private readonly options: Options,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.start();
    addEventListener('offline', this.#lost);
    addEventListener('online', this.#found);
    addEventListener(SIGNED_OUT, this.#leave);
  }

  hostDisconnected(): void {
    removeEventListener('offline', this.#lost);
    removeEventListener('online', this.#found);
    removeEventListener(SIGNED_OUT, this.#leave);
    this.#ending?.abort();
    this.#ending = undefined;
  }

  /** A connection that is cut does not end by itself: nothing would be heard of it for a while. */
  readonly #lost = (): void => {
    this.#isOpen = false;
    if (this.state === 'live') this.#set('reconnecting');
  };

  readonly #found = (): void => {
    if (this.state === 'reconnecting') this.start('reconnecting');
  };

  readonly #leave = (): void => {
    this.#ending?.abort();
    this.#set('signed-out');
  };

  /** Begins, or begins anew for another workspace. Does nothing until there is a service to ask. */
  start(state: LiveState = 'connecting'): void {
    this.#ending?.abort();
    const service = this.options.service();
    if (!service) return;
    const ending = (this.#ending = new AbortController());
    this.#set(state);
    // What is still being read for before ends first.
    void (this.#reading ?? Promise.resolve()).then(() => this.read());
    void this.#follow(service, ending.signal);
  }

  /** Reads now; what is asked for while a reading is under way is read after it, once. After a refusal it begins anew. */
  async read(minPosition?: string): Promise<void> {
    if (!this.#ending) return;
    if (this.#ending.signal.aborted) return this.start();
    this.#wanted = { minPosition };
    this.#reading ??= this.#readAll();
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    const signal = this.#ending?.signal ?? new AbortController().signal;
    try {
      while (this.#wanted && !signal.aborted) {
        const { minPosition } = this.#wanted;
        this.#wanted = undefined;
        await this.options.read(minPosition, signal);
      }
      this.error = undefined;
      this.knownAt = Date.now();
      this.#set(this.#isOpen ? 'live' : this.state === 'connecting' ? 'connecting' : 'reconnecting');
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
      this.#set(
        isSignedOut(error) ? 'signed-out' : this.knownAt === undefined ? 'connecting' : 'reconnecting',
      );
      // To ask again would get the same answer, and the service counts those who ask for what is not theirs.
      if (isRefusal(error)) this.#ending?.abort();
    } finally {
      this.#reading = undefined;
    }
  }

  async #follow(service: Service, signal: AbortSignal): Promise<void> {
    const timer = setInterval(() => {
      if (!this.#isOpen || this.error !== undefined) void this.read();
    }, READ_AGAIN_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
    const onState = (open: boolean): void => {
      this.#isOpen = open;
      if (open) void this.read();
      else this.#set(this.state === 'connecting' ? 'connecting' : 'reconnecting');
    };
    while (!signal.aborted)
      try {
        const changes = service.changes(this.options.workspaceId(), { signal, onState });
        for await (const { position } of changes) this.#hear(position, signal);
      } catch (error) {
        if (signal.aborted) return;
        onState(false);
        if (isSignedOut(error)) return this.#set('signed-out');
        // Refused for good, as for a workspace out of reach: the reading says why.
        await new Promise((resolve) => setTimeout(resolve, READ_AGAIN_MS));
      }
  }

  #hear(position: string | undefined, signal: AbortSignal): void {
    const isWaiting = this.#heard !== undefined;
    this.#heard = { position };
    if (isWaiting) return;
    const read = (): void => {
      const newest = this.#heard?.position;
      this.#heard = undefined;
      if (signal.aborted) return;
      this.#changesReadAt = Date.now();
      void this.read(newest);
    };
    const waitMs = this.#changesReadAt + (this.options.changesEveryMs ?? 0) - Date.now();
    if (waitMs <= 0) read();
    else setTimeout(read, waitMs);
  }

  #set(state: LiveState): void {
    this.state = state;
    this.host.requestUpdate();
  }
}

/** Whether the service will not answer this, however often it is asked: the page has to say why, and need not say whether it is live. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ProblemError && [400, 403, 404].includes(error.status);

export const isSignedOut = (error: unknown): boolean => error instanceof ProblemError && error.status === 401;
