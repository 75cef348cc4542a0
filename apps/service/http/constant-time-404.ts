import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Far longer than it takes to record a denial, and short enough for somebody who mistypes an address. */
export const CONSTANT_TIME_MS = 50;

const PAUSE = Symbol('PAUSE');
type Paused = FastifyRequest & { [PAUSE]?: Pause };

/** Called by the guard for callers who reach only their own workspaces, before any look-up. */
export const startConstantTime = (request: FastifyRequest): void => {
  (request as Paused)[PAUSE] = new Pause();
};

/**
 * Sends 404s and 429s to such callers at a fixed time after the guard admitted them. Otherwise the time would reveal whether a foreign
 * workspace exists: recording a denial takes a write to disk, and an unknown workspace takes none. A 429 is counted at the look-up, and
 * would reveal the same.
 */
export function addConstantTime404(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const pause = (request as Paused)[PAUSE];
    if (pause && (reply.statusCode === 404 || reply.statusCode === 429))
      pause.whenOver(() => done(null, payload));
    else done(null, payload);
  });
}

/**
 * A timer that starts before the work, so that the work's duration does not shift the timer's rounding. An unused timer is not cleared,
 * which is cheaper.
 */
class Pause {
  private readonly beganAt = performance.now();
  private over = false;
  private waiting: (() => void) | undefined;

  constructor() {
    setTimeout(() => {
      this.over = true;
      this.waiting?.();
    }, CONSTANT_TIME_MS);
  }

  /** Calls `then` at the end of the pause, or at its next multiple if the work took longer. */
  whenOver(then: () => void): void {
    const lateMs = performance.now() - this.beganAt;
    if (this.over) setTimeout(then, CONSTANT_TIME_MS * Math.ceil(lateMs / CONSTANT_TIME_MS) - lateMs);
    else this.waiting = then;
  }
}
