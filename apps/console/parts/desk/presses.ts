import type { Controller, ControllerHost } from '../reactive-element.js';

export type Press = { state: 'sending' | 'unconfirmed' } | { state: 'failed'; error: unknown };

/**
 * What somebody pressed, by the id of what it is about. A confirmed one stays under way until its row is read anew, so that nobody presses
 * twice.
 */
export class Presses implements Controller {
  private readonly presses = new Map<string, Press>();

  constructor(private readonly host: ControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    // Nothing to begin.
  }

  of(id: string): Press | undefined {
    return this.presses.get(id);
  }

  /** @returns the answer; undefined when it was refused, and then the refusal is kept */
  async send<Answer>(
    id: string,
    call: (onRetry: () => void) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    if (isUnderWay(this.presses.get(id))) return undefined;
    this.set(id, { state: 'sending' });
    try {
      return await call(() => this.set(id, { state: 'unconfirmed' }));
    } catch (error) {
      this.set(id, { state: 'failed', error });
      return undefined;
    }
  }

  private set(id: string, press: Press): void {
    this.presses.set(id, press);
    this.host.requestUpdate();
  }
}

export const isUnderWay = (press: Press | undefined): boolean =>
  press !== undefined && press.state !== 'failed';
