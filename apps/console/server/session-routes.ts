import type { FastifyInstance, FastifyRequest } from 'fastify';
import { html } from './html.js';
import type { Kit } from './kit.js';
import { goTo, only, sendPlain } from './kit.js';
import { isOwnCall, isOwnForm } from './same-origin.js';
import type { Session } from './session.js';

/** Ends a session where it was begun. @returns where the browser goes to end it there, too, if anywhere */
export type EndElsewhere = (session: Session, request: FastifyRequest) => Promise<string | undefined>;

/** Input, and the end of a session. */
export function addSessionRoutes(scope: FastifyInstance, kit: Kit, endElsewhere: EndElsewhere): void {
  const { sessions, options } = kit;

  scope.post('/console/session/activity', { onRequest: only(kit, isOwnCall) }, async (request, reply) => {
    const session = await sessions.read(request);
    if (session === undefined) throw options.refusal(401, 'UNAUTHENTICATED', 'the session has ended');
    await sessions.touch(reply, session);
    return reply.status(204).header('Cache-Control', 'no-store').send();
  });

  scope.post('/console/sign-out', { onRequest: only(kit, isOwnForm) }, async (request, reply) => {
    const session = await sessions.read(request);
    sessions.clear(reply);
    const elsewhere = session && (await endElsewhere(session, request));
    if (elsewhere === undefined) return goTo(reply, '/console/signed-out');
    return sendPlain(kit, request, reply, (words) => ({
      title: words.signingOut,
      body: html`<p><a href="${elsewhere}">${words.signingOutText}</a></p>`,
      goTo: elsewhere,
    }));
  });

  scope.get('/console/signed-out', (request, reply) =>
    sendPlain(kit, request, reply, (words) => ({
      title: words.signedOut,
      body: html`<p>${words.signedOutText}</p>
        <p><a class="button" href="/console/">${words.signInAgain}</a></p>`,
    })),
  );
}
