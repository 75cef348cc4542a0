import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { readCookieKeys } from '#config';
import { Assets } from './assets.js';
import { CookieSeal } from './cookie-seal.js';
import { addDevelopmentSignIn } from './development-sign-in.js';
import { addFiles } from './files.js';
import type { Kit } from './kit.js';
import type { ConsoleOptions } from './options.js';
import { addPages } from './pages.js';
import { addProxy } from './proxy.js';
import { SessionCookies } from './session-cookies.js';
import { addSessionRoutes } from './session-routes.js';
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
  const kit: Kit = {
    options,
    assets: await Assets.read(),
    sessions: new SessionCookies(seal, clock, publicUrl?.startsWith('https:') === true),
    refresh: new TokenRefresh(() => Promise.reject(new SessionEndedError()), clock),
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
    addSessionRoutes(scope, kit, () => Promise.resolve(undefined));
    await scope.register((api) => addProxy(api, kit));
  });
}
