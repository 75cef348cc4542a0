import { eventually } from '../support/eventually.js';
import { vendorSite } from './console-under-test.js';
import type { Hand } from './hands.js';
import { Visitor } from './visitor.js';

/** The people of a story at their windows. */
export type Windows = { olivia: Visitor; erin: Visitor; audrey: Visitor };

export const openWindows = async (workspaceId: string): Promise<Windows> => {
  const [olivia, erin, audrey] = await Promise.all([
    Visitor.open('olivia', `/console/w/${workspaceId}/support-access`),
    Visitor.open('erin', '/console/desk'),
    Visitor.open('audrey', `/console/w/${workspaceId}/audit-trail`),
  ]);
  return { olivia, erin, audrey };
};

/**
 * The story of a ticket: asked, approved, logged in, ended, logged in again, extended, revoked; and read in the trail. Nobody ever loads a
 * page again: what the others did is there.
 */
export async function tellStory(
  { olivia, erin, audrey }: Windows,
  hand: Hand,
  workspaceId: string,
): Promise<void> {
  const button = (visitor: Visitor, name: string | RegExp) =>
    visitor.page.getByRole('button', { name, exact: true }).first();
  const press = (visitor: Visitor, name: string | RegExp) => hand.press(button(visitor, name));
  const dialog = ({ page }: Visitor) => page.getByRole('dialog');
  const field = (visitor: Visitor, label: string) => dialog(visitor).getByLabel(label);
  const submit = (visitor: Visitor, name: string) =>
    hand.press(dialog(visitor).getByRole('button', { name, exact: true }));
  const landed = vendorSite.landed.length;
  await olivia.sees('Support access is off');
  await audrey.sees('Live');

  await press(erin, 'Ask for access');
  await hand.write(field(erin, 'Workspace'), workspaceId);
  await hand.write(field(erin, 'Why'), 'The export of 12 March fails');
  await hand.write(field(erin, 'Ticket'), 'T-42');
  await submit(erin, 'Ask for access');

  await olivia.sees('Erin Doyle (erin) asks for access for 1 day');
  await olivia.sees('The export of 12 March fails');
  await press(olivia, 'Approve for 1 day');
  await olivia.sees('Support access is on until');

  await erin.sees('Approved by Olivia Hart');
  await logIn();
  await olivia.sees('In the workspace now (1)');

  await press(olivia, 'End the session of Erin Doyle');
  await olivia.sees('Nobody is in the workspace.');
  await erin.sees('An owner or your company ended this session.');

  await logIn();
  await press(erin, `Ask to extend ${workspaceId}`);
  await hand.write(field(erin, 'Why'), 'The import is next');
  await submit(erin, 'Ask to extend');
  await olivia.sees(/asks for .* more/);
  await press(olivia, /^Approve .* more$/);
  await olivia.sees('extended once');

  await olivia.sees('In the workspace now (1)');
  await press(olivia, 'Revoke access');
  await olivia.sees('Support access is off');
  await olivia.sees('Ended by you');
  await erin.sees('Access was ended by Olivia Hart.');

  await press(audrey, '9 new events');
  for (const label of [
    'Support Access Requested',
    'Support Access Granted',
    'Support Login',
    'Support Session Ended',
    'Support Access Extended',
    'Support Access Revoked',
  ])
    await audrey.sees(label);

  async function logIn(): Promise<void> {
    const before = vendorSite.landed.length;
    await press(erin, `Log in to ${workspaceId}`);
    await submit(erin, 'Log in');
    await eventually('the session came to the product', () => vendorSite.landed.length > before);
    await erin.page.bringToFront();
  }
  if (vendorSite.landed.length !== landed + 2) throw new Error('two sessions were to come to the product');
}
