// What happens before each picture is drawn: an earlier visit in November, and the first afternoon of December. Times are UTC; the
// people in the pictures are an hour ahead.
const SETTINGS = '/console/w/acme/support-access';

/** @returns the scenes in the order of the story; each is drawn before the story goes on */
export async function* story(stage) {
  await workspaces(stage);
  await november(stage);
  yield {
    name: 'before',
    as: 'olivia',
    path: SETTINGS,
    at: '2026-12-01T12:55:00Z',
    shows: /Support access is off/,
  };

  const reason = 'The export of 12 March fails; I need to see its settings.';
  const asked = { reason, durationMinutes: 1_440, ticketId: 'T-42' };
  const { requestId } = await stage.at('2026-12-01T13:01:00Z', 'erin').requests.ask('acme', asked);
  yield { name: 'request', as: 'olivia', path: SETTINGS, at: '2026-12-01T13:02:30Z', shows: reason };

  await stage.at('2026-12-01T13:03:11Z', 'olivia').requests.approve('acme', requestId, {});
  await stage.at('2026-12-01T13:10:20Z', 'erin').logIn('acme', { ticketId: 'T-42' });
  await refused(stage.at('2026-12-01T13:12:50Z', 'eve').logIn('acme', { ticketId: 'T-9' }));
  await stage.at('2026-12-01T13:31:07Z', 'emil').logIn('acme', { ticketId: 'T-42' });
  const at = '2026-12-01T13:44:30Z';
  yield { name: 'after', as: 'olivia', path: SETTINGS, at, shows: /In the workspace now/ };
  yield {
    name: 'trail',
    as: 'olivia',
    path: '/console/w/acme/audit-trail',
    at,
    shows: /Support Access Requested/,
  };

  await elsewhere(stage);
  yield { name: 'desk', as: 'erin', path: '/console/desk', at, shows: /globex/ };
  const address = await stage.embeddingPage('olivia');
  yield { name: 'widget', path: address, at, shows: /In the workspace now/, live: 'support-access-settings' };
}

async function workspaces(stage) {
  const crm = stage.at('2026-11-02T08:00:00Z', 'crm');
  const common = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  for (const [id, name] of Object.entries({ acme: 'Acme', globex: 'Globex', initech: 'Initech' }))
    await crm.updateWorkspace(id, { ...common, name });
}

/** So that the audit trail has a past. */
async function november(stage) {
  const terms = { durationMinutes: 1_440, ticketId: 'T-17', reason: 'Invoices show the wrong currency' };
  await stage.at('2026-11-12T09:12:00Z', 'olivia').grant('acme', terms);
  const { sessionId } = await stage.at('2026-11-12T09:31:40Z', 'emil').logIn('acme', { ticketId: 'T-17' });
  await stage.at('2026-11-12T10:02:15Z', 'emil').sessions.end('acme', sessionId);
  await stage.at('2026-11-12T10:20:00Z', 'olivia').revoke('acme', { reason: 'Solved, thank you' });
}

/** What else is on Erin's desk. */
async function elsewhere(stage) {
  await stage.at('2026-12-01T13:44:00Z', 'olivia').grant('initech', { durationMinutes: 4_320 });
  const asked = { reason: 'The import stops at row 10,000.', durationMinutes: 60, ticketId: 'T-57' };
  await stage.at('2026-12-01T13:44:10Z', 'erin').requests.ask('globex', asked);
}

/** @throws when it was not refused */
async function refused(call) {
  const outcome = await call.then(
    () => undefined,
    (error) => error,
  );
  if (outcome?.code === undefined) throw outcome ?? new Error('this was to be refused');
}
