import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import compress from '@fastify/compress';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { HttpConfig } from '#config';
import { addEntityTags } from './entity-tags.js';
import { hasBody } from './body-types.js';
import { addCors } from './cors.js';
import { addConstantTime404 } from './constant-time-404.js';
import { mountBelow, pathOf } from './mounted-below.js';
import { ProblemError } from './problem-error.js';
import type { HeaderSettings } from './security-headers.js';
import { addSecurityHeaders } from './security-headers.js';
import { COUNTED_SUBJECTS } from './subject-limits.js';

/** Adds the hooks that every request and answer passes. Called before routes are registered. */
export async function prepareEdge(
  fastify: FastifyInstance,
  config: HeaderSettings & { http: Pick<HttpConfig, 'corsOrigins'> },
): Promise<void> {
  fastify.setGenReqId(requestIdOf);
  // The first hooks, so that refusals by other hooks have the headers, too.
  addSecurityHeaders(fastify, config);
  addCors(fastify, config.http.corsOrigins);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    if (request.url.includes('%00')) return done(nul());
    // No bytes are no body, whatever type is named: some clients name one with every call.
    if (!hasBody(request.headers)) delete request.headers['content-type'];
    // Which of the two it is, ProblemFilter says; the framework would read the body first.
    else if (request.is404) return done(new ProblemError(404, 'NOT_FOUND', 'there is nothing at this path'));
    done(isPlain(request.headers['content-encoding']) ? undefined : packed());
  });
  mountBelow(fastify, pathOf(config.http.publicUrl));
  addConstantTime404(fastify);
  // Before compression, so that an answer has the same tag in every encoding.
  addEntityTags(fastify);
  // Answers only: the unpacked size of a request body could not be checked beforehand.
  await fastify.register(compress, {
    encodings: ['gzip', 'identity'],
    globalDecompression: false,
    customTypes: PACKED_TYPES,
  });
  // Not global: SubjectLimits counts after the guard, when the caller is known.
  await fastify.register(rateLimit, { global: false, cache: COUNTED_SUBJECTS });
}

/** Compressed media types. Event streams are not compressed, because an event must not wait in a compression window. */
const PACKED_TYPES = /^text\/(?!event-stream)|[/+]json(?:;|$)|^application\/x-ndjson(?:;|$)/;

const isPlain = (encoding: string | undefined): boolean =>
  encoding === undefined || encoding.toLowerCase() === 'identity';

/** No id or text may contain NUL, and PostgreSQL would refuse the query. */
const nul = (): ProblemError => new ProblemError(400, 'MALFORMED', 'the URL holds NUL (%00)');

const packed = (): ProblemError =>
  new ProblemError(415, 'UNSUPPORTED_MEDIA_TYPE', 'send the body without Content-Encoding', {
    headers: { 'Accept-Encoding': 'identity' },
  });

/** What a correlation id may be (libs/commands holds CloudEvents to the same). */
const REQUEST_ID = /^[!-~]{1,256}$/;

/** The client's request id, if given: it becomes the correlation id of recorded events. */
export function givenRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : undefined;
}

const requestIdOf = (request: Pick<IncomingMessage, 'headers'>): string =>
  givenRequestId(request) ?? randomUUID();
