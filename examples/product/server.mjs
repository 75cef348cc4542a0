// A vendor's product. Customers sign in as they always did; support engineers come in by the guard, while their session lives.
import express from 'express';
import { SupportAccessClient } from 'support-access-client';
import {
  cookieToken,
  expressGuard,
  SupportSessionGuard,
  SupportSessionRefused,
} from 'support-access-client/guard';

const { SUPPORT_URL, SUPPORT_TOKEN, CONSOLE_ORIGIN = SUPPORT_URL, PORT = '4000' } = process.env;
const COOKIE = 'support_session';
const tokenOf = cookieToken(COOKIE);

const support = new SupportAccessClient({ baseUrl: SUPPORT_URL, token: SUPPORT_TOKEN });
const guard = new SupportSessionGuard({
  issuer: SUPPORT_URL,
  token: SUPPORT_TOKEN,
  follow: true,
  onTrouble: (error) => console.error('support access:', error),
});

/** Whoever is signed in by the product itself; here a header stands in for its own session. */
const customerOf = (request) => request.get('x-customer');

/** The product's own audit log: the engineer is who acts, never the customer. */
function audit(request, what) {
  const { engineer, actingAs, sessionId } = request.supportSession ?? { engineer: customerOf(request) };
  console.log(JSON.stringify({ what, actor: engineer, onBehalfOf: actingAs, sessionId }));
}

const app = express();
app.use(express.urlencoded({ extended: false }));

// SESSION_LANDING_URL of the service: the support desk posts the token here, in the engineer's browser.
app.post('/support-session', async (request, response) => {
  if (request.get('origin') !== CONSOLE_ORIGIN)
    return response.status(403).send('Come from the support desk.');
  const { token = '' } = request.body;
  const { workspace, expiresAt } = await guard.check(token);
  const secure = process.env.NODE_ENV === 'production';
  response.cookie(COOKIE, token, { httpOnly: true, secure, sameSite: 'lax', expires: new Date(expiresAt) });
  response.redirect(303, `/w/${encodeURIComponent(workspace)}`);
});

app.post('/support-session/leave', async (request, response) => {
  await support.sessions.revoke(tokenOf(request) ?? 'none');
  response.clearCookie(COOKIE).redirect(303, '/');
});

// Everything of a workspace is behind the guard; whoever has no support session is the product's own sign-in's matter.
app.use(
  '/w/:workspace',
  expressGuard(guard, { workspaceOf: ({ params }) => params.workspace, tokenOf, optional: true }),
  (request, response, next) => {
    if (request.supportSession || customerOf(request)) next();
    else response.status(401).send('Please sign in.');
  },
);

app.get('/w/:workspace', ({ params, supportSession: inside }, response) => {
  const banner = inside ? `Support: ${inside.engineer}, until ${inside.expiresAt}. ` : '';
  response.send(`${banner}Workspace ${params.workspace}`);
});

app.post('/w/:workspace/rename', (request, response) => {
  audit(request, 'workspace renamed');
  response.status(204).end();
});

app.use((error, _request, response, next) => {
  if (!(error instanceof SupportSessionRefused)) return next(error);
  response.status(error.status).set(error.headers).send(`You are not in: ${error.code}`);
});

const server = app.listen(Number(PORT), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);
process.once('SIGTERM', () => (guard.close(), server.close(), server.closeAllConnections()));
