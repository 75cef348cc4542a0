import type { IncomingHttpHeaders } from 'node:http';
import replyFrom from '@fastify/reply-from';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from './kit.js';
import { only } from './kit.js';
import type { Session } from './session.js';
import { isOwnCall } from './same-origin.js';
import { SessionEndedError } from './token-refresh.js';

const PREFIX = '/console/api';

/** What of a browser's call the API is told, beside the token and the browser's address; its cookies never. */
const SENT = [
  'accept',
  'accept-encoding',
  'accept-language',
  'content-length',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'last-event-id',
  'min-position',
  'traceparent',
  'user-agent',
  'x-consistency',
];

/** What of the API's answer the browser is told. */
const ANSWERED = [
  'allow',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-type',
  'etag',
  'idempotent-replayed',
  'link',
  'location',
  'retry-after',
  'vary',
  // Proxies before the console must not gather streams either.
  'x-accel-buffering',
];

/** The audit trail as a file. A link cannot ask for a media type, so the ending of its path does. */
const FILES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;
type FileOf = FastifyRequest<{ Params: { workspaceId: string } }>;

/** Passes calls of pages on to the API, with the token that the session's cookie holds. Streams pass as they come. */
export async function addProxy(scope: FastifyInstance, kit: Kit): Promise<void> {
  const { options, sessions, refresh } = kit;
  // Bodies pass unread.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  await scope.register(replyFrom, {
    // Every open stream of changes holds a connection.
    undici: { connections: options.maxConnections },
    disableCache: true,
    disableRequestLogging: true,
    destroyAgent: true,
  });

  const freshSession = async (request: FastifyRequest): Promise<[Session, Session]> => {
    const known = await sessions.read(request);
    if (known === undefined || !isPageOf(known, request))
      throw options.refusal(401, 'UNAUTHENTICATED', 'sign in');
    try {
      return [known, await refresh.fresh(known)];
    } catch (error) {
      if (error instanceof SessionEndedError)
        throw options.refusal(401, 'UNAUTHENTICATED', 'the session has ended: sign in again');
      options.warn({ err: error }, 'the identity provider does not answer the console');
      const detail = 'the identity provider does not answer';
      throw options.refusal(503, 'UNAVAILABLE', detail, { 'Retry-After': '5' });
    }
  };

  const onRequest = only(kit, isOwnCall);
  scope.addHook('onSend', (_request, reply, _payload, done) => {
    // A proxy that compressed a stream would hold back what fits into its window.
    const isStream = String(reply.getHeader('Content-Type')).startsWith('text/event-stream');
    void reply.header('Cache-Control', isStream ? 'no-store, no-transform' : 'no-store');
    done();
  });

  /** @param path at the API @param asked headers in place of the browser's */
  const pass = async (
    request: FastifyRequest,
    reply: FastifyReply,
    path: string,
    asked: IncomingHttpHeaders = {},
  ): Promise<FastifyReply> => {
    const [known, session] = await freshSession(request);
    if (session !== known) await sessions.keep(reply, session);
    const target = targetOf(path, options.config.apiUrl ?? options.ownUrl());
    if (target === undefined) throw options.refusal(404, 'NOT_FOUND', 'there is nothing at this path');
    return reply.from(target, {
      retryDelay: () => null,
      rewriteRequestHeaders: (_request, { host }) => ({
        ...those(SENT, request.headers),
        ...asked,
        ...options.addressHeaders(request),
        host,
        authorization: `Bearer ${session.tokens.accessToken}`,
        'x-request-id': request.id,
      }),
      rewriteHeaders: (headers) => ({
        ...those(ANSWERED, headers),
        ...movedLinks(headers),
      }),
      onError: (_reply, { error }) => {
        options.warn({ err: error }, 'the API does not answer the console');
        const refusal = options.refusal(503, 'UNAVAILABLE', 'the service does not answer', {
          'Retry-After': '1',
        });
        options.answerError(refusal, request, reply);
      },
    });
  };

  scope.route({
    method: ['GET', 'POST', 'PUT', 'DELETE'],
    url: `${PREFIX}/*`,
    onRequest,
    handler: (request, reply) => pass(request, reply, request.url.slice(PREFIX.length).split('?', 1)[0]!),
  });
  for (const [ending, accept] of Object.entries(FILES))
    scope.get(`/console/w/:workspaceId/audit-trail.${ending}`, { onRequest }, (request: FileOf, reply) =>
      pass(request, reply, `/v1/workspaces/${encodeURIComponent(request.params.workspaceId)}/audit-trail`, {
        accept,
      }),
    );
}

/**
 * Whether the page that calls was written for this person: another window may have signed in as somebody else meanwhile, and nobody acts in
 * the name of somebody else by pressing what was left open. Only links, such as downloads, do not say whose page they are on.
 */
const isPageOf = ({ user }: Session, { headers }: FastifyRequest): boolean =>
  headers['x-console-user'] === undefined || headers['x-console-user'] === encodeURIComponent(user.id);

/**
 * The URL at the API, without the query; undefined outside `/v1/`. Dots in the path are resolved before that is decided: the rest of the
 * service believes that a caller on this machine is the machine's.
 */
function targetOf(path: string, apiUrl: string): string | undefined {
  const base = new URL(apiUrl);
  const below = base.pathname.replace(/\/$/, '');
  const target = new URL(`${base.origin}${below}${path}`);
  return target.pathname.startsWith(`${below}/v1/`) ? target.href : undefined;
}

function those(names: readonly string[], headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
}

/** The API's own paths as the browser reaches them. */
function movedLinks({ link, location }: IncomingHttpHeaders): IncomingHttpHeaders {
  return {
    ...(typeof link === 'string' && { link: link.replaceAll('</v1/', `<${PREFIX}/v1/`) }),
    ...(location !== undefined && { location: location.replace(/^(?=\/v1\/)/, PREFIX) }),
  };
}
