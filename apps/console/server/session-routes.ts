import type { FastifyInstance, FastifyRequest } from 'fastify';
import { html } from './html.js';
import type { Kit } from './kit.js';
import { goTo, only, sendPlain } from './kit.js';
import { returnPath } from './return-path.js';
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

  type Ended = FastifyRequest<{ Querystring: { return?: string } }>;
  // A page where nothing was pressed for long comes here and not to the sign-in: a provider that still knows the person would sign them in
  // without a word, and so for ever. Nor does it go back by itself when another window has kept the session, for the same reason.
  scope.get('/console/signed-out', async (request: Ended, reply) => {
    const goingTo = returnPath(request.query.return);
    const isStillIn = request.query.return !== undefined && (await sessions.read(request)) !== undefined;
    const signIn = `/console/sign-in?return=${encodeURIComponent(goingTo)}`;
    return sendPlain(kit, request, reply, (words) => ({
      title: isStillIn ? words.closedHere : words.signedOut,
      body: html`<p>${isStillIn ? words.closedHereText : words.signedOutText}</p>
        <p>
          <a class="button" href="${isStillIn ? goingTo : signIn}"
            >${isStillIn ? words.back : words.signInAgain}</a
          >
        </p>`,
    }));
  });
}
