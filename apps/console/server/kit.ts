import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Site } from './document.js';
import type { Html } from './html.js';
import { html } from './html.js';
import { languageOf } from './language.js';
import type { ConsoleOptions } from './options.js';
import type { PlainPage } from './plain-page.js';
import { plainPage } from './plain-page.js';
import type { IsOwn } from './same-origin.js';
import type { SessionCookies } from './session-cookies.js';
import type { TokenRefresh } from './token-refresh.js';
import type { Words } from './words.js';
import { wordsIn } from './words.js';

/** What the routes of the console share. */
export type Kit = {
  options: ConsoleOptions;
  site: Site;
  sessions: SessionCookies;
  refresh: TokenRefresh;
};

/** Answers with HTML that is of this moment and this person. */
export function sendHtml(reply: FastifyReply, page: Html): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .header('Vary', 'Accept-Language')
    .send(page.text);
}

/** Answers with a page that the server writes itself. */
export function sendPlain(
  { site }: Kit,
  request: FastifyRequest,
  reply: FastifyReply,
  write: (words: Words) => PlainPage,
): FastifyReply {
  const language = languageOf(request);
  return sendHtml(reply, plainPage(site, language, write(wordsIn(language))));
}

/** 303: what the browser does next is a GET, whatever this was. */
export const goTo = (reply: FastifyReply, location: string): FastifyReply =>
  reply.header('Cache-Control', 'no-store').redirect(location, 303);

/** 503 for people: the identity provider does not answer. */
export function providerIsSilent(
  kit: Kit,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): FastifyReply {
  kit.options.warn({ err: error }, 'the identity provider does not answer the console');
  void reply.status(503).header('Retry-After', '5');
  return sendPlain(kit, request, reply, (words) => ({
    title: words.noSignIn,
    body: html`<p>${words.noProvider}</p>
      <p><a class="button" href="${request.url}">${words.tryAgain}</a></p>`,
  }));
}

/** A hook that refuses what was not sent by a page of the console, before its body is read. */
export const only =
  ({ options, site }: Kit, isOwn: IsOwn): onRequestHookHandler =>
  (request, _reply, done) =>
    isOwn(request, site.isDevelopment)
      ? done()
      : done(options.refusal(403, 'FORBIDDEN', 'this call is for the console’s own pages'));
