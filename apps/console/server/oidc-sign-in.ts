import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuthorizationResponseError, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { isLoopback } from '#config';
import { html } from './html.js';
import type { IdentityProvider } from './identity-provider.js';
import type { Kit } from './kit.js';
import { goTo, providerIsSilent, sendPlain } from './kit.js';
import { returnPath } from './return-path.js';
import { TokensTooLongError } from './session-cookies.js';
import type { SignInCookies } from './sign-in-cookies.js';
import type { Words } from './words.js';

/** Sign-ins begun and finished from one address in a minute; an office may be one address. */
const PER_MINUTE = 600;

/** Sign-in at the identity provider. */
export function addOidcSignIn(
  scope: FastifyInstance,
  kit: Kit,
  provider: IdentityProvider,
  cookies: SignInCookies,
): void {
  const { options, sessions } = kit;
  const limit = scope.createRateLimit({
    max: PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request) => options.addressOf(request) ?? '',
  });
  const count = async (request: FastifyRequest): Promise<void> => {
    const counted = await limit(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    throw options.refusal(429, 'TOO_MANY_REQUESTS', 'too many sign-ins, try again later', {
      'Retry-After': '60',
    });
  };

  scope.get(
    '/console/sign-in',
    async (request: FastifyRequest<{ Querystring: { return?: string } }>, reply) => {
      await count(request);
      const secrets = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      let url: URL;
      try {
        url = await provider.signInUrl(callbackOf(kit, request), secrets);
      } catch (error) {
        return providerIsSilent(kit, request, reply, error);
      }
      await cookies.keep(request, reply, { ...secrets, goingTo: returnPath(request.query.return) });
      return goTo(reply, url.href);
    },
  );

  scope.get(
    '/console/callback',
    async (request: FastifyRequest<{ Querystring: { state?: unknown } }>, reply) => {
      await count(request);
      const { state } = request.query;
      const begun = typeof state === 'string' ? await cookies.take(request, reply, state) : undefined;
      if (begun === undefined) return failed(kit, request, reply, (words) => words.signInOver);
      try {
        const callback = new URL(callbackOf(kit, request));
        callback.search = new URL(request.url, callback).search;
        await sessions.start(reply, await provider.finish(callback, begun));
      } catch (error) {
        return failed(kit, request, reply, reasonOf(error, kit), begun.goingTo);
      }
      return goTo(reply, begun.goingTo);
    },
  );
}

/** The redirect URI. Without `PUBLIC_URL`, which production requires, it is at the name of this machine that the browser uses. */
function callbackOf(kit: Kit, request: FastifyRequest): string {
  return `${originOf(kit, request)}/console/callback`;
}

/** @throws the service's refusal for a host that nobody configured */
export function originOf({ options }: Kit, { headers: { host = '' } }: FastifyRequest): string {
  if (options.publicUrl !== undefined) return options.publicUrl;
  const origin = `http://${host}`;
  if (URL.canParse(origin) && isLoopback(new URL(origin).hostname)) return origin;
  throw options.refusal(403, 'FORBIDDEN', 'the console is at localhost while PUBLIC_URL is not set');
}

/** What the person is told; operators are told more where only they can help. */
function reasonOf(error: unknown, { options }: Kit): (words: Words) => string {
  if (error instanceof AuthorizationResponseError) return (words) => words.signInRefused;
  options.warn({ err: error }, 'a sign-in at the console failed');
  if (error instanceof TokensTooLongError) return (words) => words.tokensTooLong;
  return (words) => words.signInFailed;
}

function failed(
  kit: Kit,
  request: FastifyRequest,
  reply: FastifyReply,
  reason: (words: Words) => string,
  goingTo = '/console/',
): FastifyReply {
  void reply.status(400);
  return sendPlain(kit, request, reply, (words) => ({
    title: words.noSignIn,
    body: html`<p>${reason(words)}</p>
      <p>
        <a class="button" href="/console/sign-in?return=${encodeURIComponent(goingTo)}"
          >${words.signInAgain}</a
        >
      </p>`,
  }));
}
