import type { Controller, ControllerHost } from './reactive-element.js';

/** Draws its host anew each second, on the second of nothing in particular. For countdowns. */
export class Ticking implements Controller {
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly host: ControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => this.host.requestUpdate(), 1_000);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
