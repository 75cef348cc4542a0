import type { FastifyInstance } from 'fastify';
import type { HttpConfig } from '#config';

/** For API answers: a browser that shows one as a page may load nothing, run nothing and not be framed. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** For Swagger UI: own scripts and styles, inline styles and inline images. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** The security headers of the answer to a URL. */
export function securityHeaders({
  publicUrl,
}: Pick<HttpConfig, 'publicUrl'>): (url: string) => Record<string, string> {
  const headers: Record<string, string> = {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // Only for https: browsers ignore it over plain HTTP, and it would stay in force on a developer's machine.
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
