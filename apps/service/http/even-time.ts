import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Longer than it takes to record a denial, by far; whoever mistypes an address can spare it. */
export const EVEN_TIME_MS = 50;

const PAUSE = Symbol('PAUSE');
type Paused = FastifyRequest & { [PAUSE]?: Pause };

/** Called by the guard for those who reach only their own workspaces, before anything is looked up for them. */
export const beginEvenTime = (request: FastifyRequest): void => {
  (request as Paused)[PAUSE] = new Pause();
};

/**
 * Those who reach only their own workspaces must not learn by the clock whether another one exists: recording a denial
 * takes a write to disk, and an unknown workspace none. So their 404s leave a fixed time after the guard let them in. A
 * 429 is counted where the workspace is looked up, and would tell the same.
 */
export function addEvenTime(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const pause = (request as Paused)[PAUSE];
    if (pause && (reply.statusCode === 404 || reply.statusCode === 429))
      pause.whenOver(() => done(null, payload));
    else done(null, payload);
  });
}

/**
 * Its timer starts before the work, so that what the work took does not even shift the rounding of the timer. It is left to
 * run when nobody waits for it: that costs less than to stop it.
 */
class Pause {
  private readonly beganAt = performance.now();
  private over = false;
  private waiting: (() => void) | undefined;

  constructor() {
    setTimeout(() => {
      this.over = true;
      this.waiting?.();
    }, EVEN_TIME_MS);
  }

  /** Work that took longer than the pause waits for the next multiple. */
  whenOver(then: () => void): void {
    const lateMs = performance.now() - this.beganAt;
    if (this.over) setTimeout(then, EVEN_TIME_MS * Math.ceil(lateMs / EVEN_TIME_MS) - lateMs);
    else this.waiting = then;
  }
}
