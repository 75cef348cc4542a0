import type { FastifyInstance } from 'fastify';
import { callerOf } from '../auth/access.js';
import type { CursorSeal } from '../http/cursor-seal.js';
import type { PositionedAnswer } from './owner-positions.js';
import { withSealedPositions } from './owner-positions.js';

/**
 * Adds to every JSON answer what no call may forget, refusals included: a header when it repeats an earlier one (I4), and sealed positions
 * when it is for an owner. A hook, because an interceptor of Nest costs several times as much.
 */
export function finishAnswers(fastify: FastifyInstance, seal: CursorSeal): void {
  fastify.addHook<PositionedAnswer & { repeated?: true }>(
    'preSerialization',
    (request, reply, answer, done) => {
      if (answer.repeated) void reply.header('Idempotent-Replayed', 'true');
      done(null, callerOf(request)?.reach === 'own' ? withSealedPositions(answer, seal) : answer);
    },
  );
}
