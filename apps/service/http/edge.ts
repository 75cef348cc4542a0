import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import compress from '@fastify/compress';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { HttpConfig } from '#config';
import { addEntityTags } from './entity-tags.js';
import { addEvenTime } from './even-time.js';
import { ProblemError } from './problem-error.js';
import { addSecurityHeaders } from './security-headers.js';
import { COUNTED_SUBJECTS } from './subject-limits.js';

/** What every request and answer passes, whatever the route. Called before there are routes. */
export async function prepareEdge(fastify: FastifyInstance, config: HttpConfig): Promise<void> {
  fastify.setGenReqId(requestIdOf);
  // First of all hooks: what one of the others refuses has them too.
  addSecurityHeaders(fastify, config);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    if (request.url.includes('%00')) return done(nul());
    done(isPlain(request.headers['content-encoding']) ? undefined : packed());
  });
  addEvenTime(fastify);
  // Before compression: one tag for an answer, however it is encoded.
  addEntityTags(fastify);
  // Answers only: what a packed body unpacks to has no length that could be checked before.
  await fastify.register(compress, {
    encodings: ['gzip', 'identity'],
    globalDecompression: false,
    customTypes: PACKED_TYPES,
  });
  // Counts where it is asked to, see SubjectLimits: who is calling is known only after the guard.
  await fastify.register(rateLimit, { global: false, cache: COUNTED_SUBJECTS });
}

/** An export is worth packing most of all. A stream of events is not: what is said now must not wait in a window. */
const PACKED_TYPES = /^text\/(?!event-stream)|[/+]json(?:;|$)|^application\/x-ndjson(?:;|$)/;

const isPlain = (encoding: string | undefined): boolean =>
  encoding === undefined || encoding.toLowerCase() === 'identity';

/** No id and no text has it, and PostgreSQL would call the question wrong. */
const nul = (): ProblemError => new ProblemError(400, 'MALFORMED', 'the URL holds NUL (%00)');

const packed = (): ProblemError =>
  new ProblemError(415, 'UNSUPPORTED_MEDIA_TYPE', 'send the body without Content-Encoding', {
    headers: { 'Accept-Encoding': 'identity' },
  });

/** What a correlation id may be (libs/commands holds CloudEvents to the same). */
const REQUEST_ID = /^[!-~]{1,256}$/;

/** The client's own id of the request, when it names one: it becomes the correlation id of what is recorded. */
export function givenRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : undefined;
}

const requestIdOf = (request: Pick<IncomingMessage, 'headers'>): string =>
  givenRequestId(request) ?? randomUUID();
