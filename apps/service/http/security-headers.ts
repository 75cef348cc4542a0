import type { FastifyInstance } from 'fastify';
import type { HttpConfig } from '#config';

/** An API's answer is never a page: whatever a browser takes it for, it may load and run nothing and be framed by nobody. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI: scripts and styles of our own; it writes styles into its page, and its pictures are inline. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** What every answer to a request of this URL says to browsers. */
export function securityHeaders({
  publicUrl,
}: Pick<HttpConfig, 'publicUrl'>): (url: string) => Record<string, string> {
  const headers: Record<string, string> = {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // Over plain HTTP browsers ignore it, and on a developer's machine it would outlive the reason for it.
    ...(publicUrl?.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=31536000' }),
  };
  const ofApi = { ...headers, 'Content-Security-Policy': API_POLICY };
  const ofDocs = { ...headers, 'Content-Security-Policy': DOCS_POLICY };
  return (url) => (/^\/docs(?:[/?]|$)/.test(url) ? ofDocs : ofApi);
}

export function addSecurityHeaders(fastify: FastifyInstance, config: HttpConfig): void {
  const headersFor = securityHeaders(config);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headersFor(request.url));
    done();
  });
}
