// The story, by the client that openapi-generator makes for TypeScript (typescript-fetch), bundled beside it as `client/index.ts`.
import * as api from './client/index.js';

const { SUPPORT_URL: basePath = '', ...tokens } = process.env;
const as = (role: string) => new api.Configuration({ basePath, accessToken: tokens[role] ?? '' });
const [crm, olivia, erin, audrey] = ['SERVICE', 'OWNER', 'ENGINEER', 'AUDITOR'].map(as);

/** One handler for every problem of every call. */
async function refused(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'not refused';
  } catch (error) {
    if (!(error instanceof api.ResponseError)) throw error;
    const { status, code } = api.ProblemFromJSON(await error.response.json());
    return `${error.response.status} ${status} ${code}`;
  }
}

const workspaceId = 'acme';
const acme = { tier: api.Tier.Business, forcedSso: false, ownerIds: ['olivia'] };
await new api.CommandsApi(crm).updateWorkspace({ workspaceId, workspaceDescription: acme });

const command: api.GrantSupportAccess = {
  specversion: '1.0',
  id: 'story-1',
  source: '/crm',
  type: 'GrantSupportAccess',
  data: { workspaceId, actor: { id: 'mallory' } },
};
const { outcome, code } = await new api.CommandsApi(crm).executeCommand({ command });
console.log(`mallory: ${outcome} ${code}`);

const access = new api.SupportAccessApi(olivia);
await access.grantSupportAccess({ workspaceId, grantTerms: { durationMinutes: 60 } });
console.log('acme:', await refused(access.grantSupportAccess({ workspaceId })));
console.log('globex:', await refused(access.grantSupportAccess({ workspaceId: 'globex' })));
console.log(
  'terms:',
  await refused(access.grantSupportAccess({ workspaceId, grantTerms: { durationMinutes: 0 } })),
);

const { token = '' } = await new api.SupportAccessApi(erin).logIn({ workspaceId });
const { active, act, sub } = await new api.AccessCheckApi(crm).introspect({ token });
console.log(`session: ${active} ${act?.sub} for ${sub}`);

const { events } = await new api.HistoryApi(audrey).readEvents();
for (const event of events) {
  const kind = event as api.SupportAccessGranted;
  console.log(`event: ${event.type} ${kind.data.workspaceId}`);
}
