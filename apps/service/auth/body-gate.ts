import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onSendHookHandler,
  preParsingHookHandler,
} from 'fastify';
import type { Row } from './authorization.js';
import { rowOf } from './authorization.js';
import { hasBody, isReadable, typeRefused } from '../http/body-types.js';
import { payloadTooLarge } from '../http/problem-error.js';

/** What is read of a refused body before the connection is closed, so that the answer is not lost with what the client still sends. */
const MAX_REST_BYTES = 8 * 1024 * 1024;
const MAX_REST_MS = 5_000;

type Admit = (request: FastifyRequest, row: Row | undefined) => Promise<void> | undefined;

/** Requests whose client was told to send the body (100). */
const continued = new WeakSet<IncomingMessage>();

const expectsContinue = ({ headers }: IncomingMessage): boolean =>
  headers.expect?.toLowerCase() === '100-continue';

/**
 * Refuses a request before its body is read: first whoever may not call, then a body that is too large or of a type that nobody reads. Only
 * a client that is not refused is told to send the body it has announced (RFC 9110, section 10.1.1).
 * @param admit checks the caller; throws or rejects for one who may not call
 */
export function gateBodies(fastify: FastifyInstance, admit: Admit): void {
  // Node would say 100 to each. A server may ignore unknown expectations; Node would refuse them.
  for (const event of ['checkContinue', 'checkExpectation'])
    fastify.server.on(event, (request, response) => fastify.server.emit('request', request, response));
  fastify.addHook('onRoute', (options) => {
    const methods = [options.method].flat();
    if (methods.every((method) => method === 'GET' || method === 'HEAD')) return;
    const row = rowOf(methods[0]!, options.url);
    const gate: preParsingHookHandler = (request, reply, _payload, done) => {
      if (!hasBody(request.headers)) return done();
      const begin = (): void => {
        const refusal = refusalOf(request, row);
        if (refusal) return done(refusal);
        if (expectsContinue(request.raw)) letSend(request, reply);
        done();
      };
      try {
        const admission = admit(request, row);
        if (!admission) return begin();
        admission.then(begin, done);
      } catch (error) {
        done(error as Error);
      }
    };
    options.preParsing = [gate, ...[options.preParsing ?? []].flat()];
    // The last of them: what is compressed is compressed by then.
    options.onSend = [...[options.onSend ?? []].flat(), readRest];
  });
  fastify.addHook('onSend', function (this: FastifyInstance, request, reply, payload, done) {
    if (request.is404) readRest.call(this, request, reply, payload, done);
    else done(null, payload);
  });
}

/** Also of the type where the client waits to be told: whoever sends it anyway is refused when it is read. */
function refusalOf(request: FastifyRequest, row: Row | undefined): Error | undefined {
  const { headers, raw, routeOptions } = request;
  if (Number(headers['content-length']) > routeOptions.bodyLimit) return payloadTooLarge();
  const isOfApi = row?.for !== 'everybody';
  return isOfApi && expectsContinue(raw) && !isReadable(request) ? typeRefused(request) : undefined;
}

function letSend(request: FastifyRequest, reply: FastifyReply): void {
  continued.add(request.raw);
  reply.raw.writeContinue();
}

/**
 * Answers a refusal at once and then reads what the client still sends, within bounds. A connection that is closed while bytes arrive is
 * reset, and a reset may take the answer with it: the client, or a proxy in its name, would then report a broken connection.
 */
const readRest: onSendHookHandler = (request, reply, payload, done) => {
  const { raw } = request;
  if (reply.statusCode < 400 || raw.complete || !hasBody(raw.headers)) return done(null, payload);
  void reply.header('Connection', 'close');
  const isWaiting = expectsContinue(raw) && !continued.has(raw);
  if (isWaiting || !(typeof payload === 'string' || Buffer.isBuffer(payload))) return done(null, payload);
  const answer = Buffer.from(payload);
  void reply.header('Content-Length', answer.length);
  done(null, Readable.from(answerThenRead(answer, raw), { objectMode: false }));
};

/** The answer is whole at its first chunk; the response ends, and with it the connection, when the rest was read. */
async function* answerThenRead(answer: Buffer, request: IncomingMessage): AsyncGenerator<Buffer> {
  yield answer;
  await new Promise<void>((resolve) => {
    let left = MAX_REST_BYTES;
    const end = (): void => {
      clearTimeout(timer);
      request.removeListener('data', count);
      resolve();
    };
    const count = ({ length }: Buffer): void => {
      left -= length;
      if (left <= 0) end();
    };
    const timer = setTimeout(end, MAX_REST_MS);
    request.once('end', end).once('close', end).on('data', count);
  });
}
