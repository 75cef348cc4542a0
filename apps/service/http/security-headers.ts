import type { FastifyInstance } from 'fastify';
import type { Config } from '#config';

/** For API answers: a browser that shows one as a page may load nothing, run nothing and not be framed. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** For Swagger UI: own scripts and styles, inline styles and inline images. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** For the console: own files and calls alone, and no text becomes HTML but by lit's templates. `formTargets`: origins that forms may post to. */
const consolePolicy = (...formTargets: string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');

/** The settings that decide over headers. */
export type HeaderSettings = {
  http: Pick<Config['http'], 'publicUrl'>;
  console?: Pick<NonNullable<Config['console']>, 'sessionLandingUrl'>;
};

/** The security headers of the answer to a URL. */
export function securityHeaders({
  http: { publicUrl },
  console: { sessionLandingUrl } = {},
}: HeaderSettings): (url: string) => Record<string, string> {
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
  const ofConsole = { ...headers, 'Content-Security-Policy': consolePolicy() };
  // The desk posts a session's token to the vendor's product.
  const landing = sessionLandingUrl === undefined ? [] : [new URL(sessionLandingUrl).origin];
  const ofDesk = { ...headers, 'Content-Security-Policy': consolePolicy(...landing) };
  // Vendors' pages load the widgets from their own origins.
  const ofWidget = { ...ofApi, 'Cross-Origin-Resource-Policy': 'cross-origin' };
  return (url) => {
    if (isBelow('/console/api', url)) return ofApi;
    if (isBelow('/console/widget', url)) return ofWidget;
    if (isBelow('/console/desk', url)) return ofDesk;
    if (isBelow('/console', url)) return ofConsole;
    return isBelow('/docs', url) ? ofDocs : ofApi;
  };
}

const isBelow = (path: string, url: string): boolean =>
  url.startsWith(path) &&
  (url.length === path.length || url[path.length] === '/' || url[path.length] === '?');

export function addSecurityHeaders(fastify: FastifyInstance, config: HeaderSettings): void {
  const headersFor = securityHeaders(config);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headersFor(request.url));
    done();
  });
}
