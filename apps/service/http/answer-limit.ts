import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { StoreUnavailableError } from '#event-store';
import { answerError } from './problem.filter.js';

/** How long a call that sends commands may take, in milliseconds: the caller is promised an answer within 5 s. */
export const ANSWER_LIMIT_MS = 4_500;

const TIMER = Symbol('TIMER');
type Bounded = FastifyRequest & { [TIMER]?: NodeJS.Timeout };

/**
 * Bounds the whole call, whatever it looks up before it sends a command, so that waits do not add up. The work itself goes on after the
 * limit, and a repeated command finds what it recorded. Hooks, because an interceptor of Nest costs a tenth of a grant.
 * @param isBounded by method and path, as registered
 */
export function answerInTime(
  fastify: FastifyInstance,
  logger: Logger,
  isBounded: (method: string, path: string) => boolean,
): void {
  const late = `the command has no outcome after ${ANSWER_LIMIT_MS} ms, and may be recorded yet`;
  const begin = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const answer = (): void => answerError(logger, new StoreUnavailableError(late), request, reply);
    (request as Bounded)[TIMER] = setTimeout(answer, ANSWER_LIMIT_MS);
    done();
  };
  const end = (request: FastifyRequest, _reply: FastifyReply, payload: unknown, done: Done): void => {
    clearTimeout((request as Bounded)[TIMER]);
    done(null, payload);
  };
  fastify.addHook('onRoute', (options) => {
    const { method, url, preHandler, onSend } = options;
    if (![method].flat().some((each) => isBounded(each, url))) return;
    options.preHandler = [begin, ...listOf(preHandler)];
    options.onSend = [end, ...listOf(onSend)];
  });
}

type Done = (error: null, payload: unknown) => void;

const listOf = <T>(given: T | T[] | undefined): T[] => (given === undefined ? [] : ([given].flat() as T[]));
