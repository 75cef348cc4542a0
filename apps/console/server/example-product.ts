import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DevelopmentApi } from './development-api.js';
import type { Html } from './html.js';
import { html } from './html.js';
import type { Kit } from './kit.js';
import { goTo, only, sendPlain } from './kit.js';
import { isOwnForm } from './same-origin.js';

/** Where the desk posts a session's token while nobody has said where the vendor's product is. */
export const EXAMPLE_PRODUCT = '/console/example-product';
const COOKIE = 'support-access-example';
/** The product asks this often whether the session is still live. */
const ASK_SECONDS = 5;

type Live = { active: true; workspace: string; act: { sub: string }; exp: number };

/** Stands in for the vendor's product in development: it takes the session's token, shows the banner, and lets the engineer leave. */
export function addExampleProduct(scope: FastifyInstance, kit: Kit, api: DevelopmentApi): void {
  const { site, sessions } = kit;
  const onRequest = only(kit, isOwnForm);

  scope.post(
    EXAMPLE_PRODUCT,
    { onRequest },
    (request: FastifyRequest<{ Body: { token?: string } }>, reply) => {
      sessions.set(reply, COOKIE, request.body.token ?? '');
      return goTo(reply, EXAMPLE_PRODUCT);
    },
  );

  scope.get(EXAMPLE_PRODUCT, async (request, reply) => {
    const session = await introspected(request.cookies[COOKIE]);
    if (!session)
      return sendPlain(kit, request, reply, () => ({ title: 'You are in no workspace', body: OUTSIDE }));
    const script = site.assets.url('widget/support-session-banner.js');
    return sendPlain(kit, request, reply, () => ({
      title: `The workspace ${session.workspace}`,
      top: bannerOf(session),
      body: INSIDE,
      head: html`<meta http-equiv="refresh" content="${ASK_SECONDS}" />
        <script type="module" src="${script}"></script>`,
    }));
  });

  scope.post(`${EXAMPLE_PRODUCT}/leave`, { onRequest }, async (request, reply) => {
    const token = request.cookies[COOKIE];
    if (token !== undefined) await api.send('POST', '/v1/sessions/revoke', { form: { token } });
    sessions.drop(reply, COOKIE);
    return goTo(reply, EXAMPLE_PRODUCT);
  });

  const introspected = async (token = ''): Promise<Live | undefined> => {
    if (token === '') return undefined;
    const answer = await api.send('POST', '/v1/sessions/introspect', { form: { token } });
    const session = (await answer.json()) as Live | { active: false };
    return answer.ok && session.active ? session : undefined;
  };
}

const bannerOf = ({ workspace, act, exp }: Live): Html =>
  html`<support-session-banner
    workspace-name="${workspace}"
    engineer="${act.sub}"
    expires-at="${new Date(exp * 1_000).toISOString()}"
    leave-action="${EXAMPLE_PRODUCT}/leave"
  ></support-session-banner>`;

const INSIDE = html`<p>
  This page stands in for your product. Every ${ASK_SECONDS} seconds it asks whether the session is still
  live, and shows the workspace only then. <code>SESSION_LANDING_URL</code> puts your product in its place.
</p>`;

const OUTSIDE = html`<p>The session has ended, or none was opened. The desk opens one.</p>
  <p><a class="button" href="/console/desk">To the desk</a></p>`;
