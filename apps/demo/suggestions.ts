import { OLIVIAS } from './cast.js';

/** What of the demo's history the suggestions are about. */
export type Shown = {
  /** An active grant of Olivia's first workspace. */
  grantId: string;
  /** A request that waits for Olivia's answer, in her third. */
  requestId: string;
};

/** A page of the console, by the name that a browser knows this machine under. */
function consoleUrl(address: string, page: string): string {
  const url = new URL(`/console/${page}`, address);
  url.hostname = 'localhost';
  return url.href;
}

/**
 * What to try on the demo, for a shell in the repository.
 * @param address where the service listens, e.g. `http://127.0.0.1:3000`
 * @param dataSettings what `npm run token` needs to find this demo's key, e.g. `DEV_KEYS_DIR=data/demo/dev-keys`
 */
export function suggestions(address: string, { grantId, requestId }: Shown, dataSettings: string): string {
  const [inside, ending, asking] = OLIVIAS.map(({ id }) => id);
  const token = (role: string, sub: string): string =>
    `$(${dataSettings} npm run --silent token -- ${role} ${sub})`;
  const workspaces = `${address}/v1/workspaces`;
  const revoke = JSON.stringify({
    specversion: '1.0',
    id: 'try-revoke',
    source: '/try',
    type: 'RevokeSupportAccess',
    data: { workspaceId: inside, actor: { id: 'olivia' }, grantId },
  });
  return `
Open in a browser, as Olivia, who owns it, or as Erin, who is in there:

  ${consoleUrl(address, `w/${inside}/support-access`)}

Try, in another terminal:

  OLIVIA=${token('owner', 'olivia')}
  AUDREY=${token('auditor', 'audrey')}
  CRM=${token('service', 'crm')}

  # Erin is in Olive Grove right now: who may be in, and until when
  curl -s -H "Authorization: Bearer $OLIVIA" ${workspaces}/${inside}/support-access

  # what happened there, newest first
  curl -s -H "Authorization: Bearer $OLIVIA" '${workspaces}/${inside}/audit-trail?limit=5'

  # an engineer asks to enter Olive Branch: who, why and for how long; then Olivia approves
  curl -s -H "Authorization: Bearer $OLIVIA" '${workspaces}/${asking}/access-requests?status=pending'

  curl -s -X POST -H "Authorization: Bearer $OLIVIA" -H 'Content-Type: application/json' \\
    ${workspaces}/${asking}/access-requests/${requestId}/approval -d '{}'

  # Olivia revokes; ask again who may be in
  curl -s -H "Authorization: Bearer $CRM" -H 'Content-Type: application/cloudevents+json' ${address}/v1/commands \\
    -d '${revoke}'

  # a grant on Olive & Co ends three minutes after the demo was made: its expiry appears here by itself
  curl -s -H "Authorization: Bearer $AUDREY" '${workspaces}/${ending}/audit-trail?limit=2'

  # three months of events, in order, page by page: go on after the page's "next"
  curl -s -H "Authorization: Bearer $AUDREY" '${address}/v1/events?limit=3'
`;
}
