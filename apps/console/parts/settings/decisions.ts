import { ProblemError } from '#client';
import type { Answer, Deciding } from './access.js';
import type { Controller, ControllerHost } from '../reactive-element.js';

export type Failure = {
  /** What was pressed. */
  what: string;
  error: unknown;
  again: () => void;
};

type Following = {
  /** Called when the service said yes: what is shown may turn now. */
  done: (answer: Answer) => Promise<void>;
  /** Called when the service said no; true where that was told otherwise than as a failure. */
  refused: (what: string, error: ProblemError) => Promise<boolean>;
};

/** What was pressed and the service has not answered yet, and what it refused. Names of decisions are `revoke`, `end:<session>`, … */
export class Decisions implements Controller {
  /** The last decision that did not come about. */
  failure: Failure | undefined;
  readonly #running = new Map<string, 'sent' | 'unconfirmed'>();

  constructor(
    private readonly host: ControllerHost,
    private readonly following: Following,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** `sent`: no answer yet · `unconfirmed`: no answer came, and it is sent again, with the same key */
  stateOf(what: string): 'sent' | 'unconfirmed' | undefined {
    return this.#running.get(what);
  }

  failureOf(what: string): Failure | undefined {
    return this.failure?.what === what ? this.failure : undefined;
  }

  /** Sends a decision until it is answered. Pressing twice sends it once. */
  async make(
    what: string,
    send: (deciding: Deciding) => Promise<Answer>,
    key = crypto.randomUUID(),
  ): Promise<void> {
    if (this.#running.has(what)) return;
    this.failure = undefined;
    this.#set(what, 'sent');
    const deciding = { key, onRetry: () => this.#set(what, 'unconfirmed') };
    try {
      await this.following.done(await send(deciding));
    } catch (error) {
      const isRefused = error instanceof ProblemError && error.status < 500;
      // The answer to a refused key would be the same; one that may have had its effect keeps its key.
      const again = (): void => void this.make(what, send, isRefused ? undefined : key);
      const isTold = isRefused && (await this.following.refused(what, error));
      if (!isTold) this.failure = { what, error, again };
    } finally {
      this.#set(what, undefined);
    }
  }

  #set(what: string, state: 'sent' | 'unconfirmed' | undefined): void {
    if (state) this.#running.set(what, state);
    else this.#running.delete(what);
    this.host.requestUpdate();
  }
}
