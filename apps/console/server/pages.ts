import type { FastifyInstance, FastifyRequest } from 'fastify';
import { version } from '#config';
import type { ConsoleFacts, PageName } from '../facts.js';
import { EXAMPLE_PRODUCT } from './example-product.js';
import type { Kit } from './kit.js';
import { goTo, providerIsSilent, sendHtml } from './kit.js';
import { languageOf } from './language.js';
import type { Session } from './session.js';
import { endOf, IDLE_MS } from './session.js';
import { shell } from './shell.js';
import { SessionEndedError } from './token-refresh.js';

/** The pages by their paths. */
const PATHS: Readonly<Record<string, PageName>> = {
  '/console': 'home',
  '/console/': 'home',
  '/console/w/:workspaceId/support-access': 'settings',
  '/console/w/:workspaceId/audit-trail': 'trail',
  '/console/desk': 'desk',
};

type Asked = FastifyRequest<{ Params: { workspaceId?: string } }>;

/** Serves the pages: an empty document with what the page's script must know, or the way to the sign-in. */
export function addPages(scope: FastifyInstance, kit: Kit): void {
  for (const [path, page] of Object.entries(PATHS))
    scope.get(path, async (request: Asked, reply) => {
      const signIn = `/console/sign-in?return=${encodeURIComponent(request.url)}`;
      const known = await kit.sessions.read(request);
      if (known === undefined) return goTo(reply, signIn);
      let session: Session;
      try {
        session = await kit.refresh.fresh(known);
      } catch (error) {
        if (error instanceof SessionEndedError) return goTo(reply, signIn);
        return providerIsSilent(kit, request, reply, error);
      }
      if (session !== known) await kit.sessions.keep(reply, session);
      await kit.sessions.touch(reply, session);
      const facts = factsOf(kit, session, request.params.workspaceId);
      return sendHtml(reply, shell(kit.site, page, facts, languageOf(request)));
    });
}

function factsOf({ options }: Kit, session: Session, workspaceId: string | undefined): ConsoleFacts {
  const { brand, ticketUrl, signIn } = options.config;
  const { sessionLandingUrl = signIn.kind === 'picker' ? EXAMPLE_PRODUCT : undefined } = options.config;
  return {
    brand,
    version: version(),
    user: session.user,
    ...(workspaceId !== undefined && { workspaceId }),
    ...(ticketUrl !== undefined && { ticketUrl }),
    ...(sessionLandingUrl !== undefined && { sessionLandingUrl }),
    idleMs: IDLE_MS,
    endsAt: endOf(session),
    now: options.clock.now(),
  };
}
