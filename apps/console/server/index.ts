import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { readCookieKeys } from '#config';
import { Assets } from './assets.js';
import { CookieSeal } from './cookie-seal.js';
import { addDevelopmentSignIn } from './development-sign-in.js';
import { addFiles } from './files.js';
import { IdentityProvider } from './identity-provider.js';
import type { Kit } from './kit.js';
import { addOidcSignIn, originOf } from './oidc-sign-in.js';
import type { ConsoleOptions } from './options.js';
import { addPages } from './pages.js';
import { addProxy } from './proxy.js';
import { SessionCookies } from './session-cookies.js';
import { addSessionRoutes } from './session-routes.js';
import { SignInCookies } from './sign-in-cookies.js';
import { SessionEndedError, TokenRefresh } from './token-refresh.js';

export type { ConsoleOptions, RefusalCode } from './options.js';

/** Forms of the console are small. */
const FORM_BYTES = 8_192;

/**
 * Adds the console to a server: its pages, the sign-in, and the way to the API for signed-in pages.
 * @throws ConsoleNotBuiltError without the bundle
 */
export async function registerConsole(fastify: FastifyInstance, options: ConsoleOptions): Promise<void> {
  const { config, auth, clock, publicUrl } = options;
  const seal = new CookieSeal(await readCookieKeys(config));
  const sessions = new SessionCookies(seal, clock, publicUrl?.startsWith('https:') === true);
  const provider =
    auth.kind === 'jwks' && config.signIn.kind === 'oidc'
      ? new IdentityProvider(auth, config.signIn)
      : undefined;
  const kit: Kit = {
    options,
    site: { assets: await Assets.read(), brand: config.brand, isDevelopment: auth.kind === 'development' },
    sessions,
    refresh: new TokenRefresh(
      (session) => provider?.refresh(session) ?? Promise.reject(new SessionEndedError()),
      clock,
    ),
  };
  await fastify.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => options.answerError(error, request, reply));
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
    );
    await scope.register(cookie);
    if (auth.kind === 'development') await addDevelopmentSignIn(scope, kit, auth.keysDir);
    addPages(scope, kit);
    addFiles(scope, kit);
    if (provider) addOidcSignIn(scope, kit, provider, new SignInCookies(seal, clock, sessions));
    addSessionRoutes(scope, kit, (session, request) =>
      Promise.resolve(provider?.end(session, `${originOf(kit, request)}/console/signed-out`)),
    );
    await scope.register((api) => addProxy(api, kit));
  });
}
