import { expect, it } from '@jest/globals';
import { describeWith } from '../engines/engines.js';
import { eventually } from '../support/eventually.js';
import { grantInThePast } from '../support/grant-in-the-past.js';
import { eventStoreUrl } from '../support/service-under-test.js';
import { withBrowser } from './browser.js';
import { actors, service, withConsole } from './console-under-test.js';
import { Visitor, visitorsLeave } from './visitor.js';

/** When grants end, after the start of the suite: a test takes the first that has a while to go. */
const ENDS_AFTER_MS = [12_000, 20_000, 30_000, 45_000, 70_000];
/** How long a page may be behind: what is over is off within the second in which it ends. */
const BEHIND_MS = 1_500;

const settingsOf = (workspaceId: string): string => `/console/w/${workspaceId}/support-access`;
const ends: number[] = [];

/** Opens Olivia's page of a workspace with a grant. */
async function openGranted(workspaceId: string): Promise<Visitor> {
  await actors.describe(workspaceId);
  await actors.as('olivia').grant(workspaceId, { durationMinutes: 60 });
  const olivia = await Visitor.open('olivia', settingsOf(workspaceId));
  await olivia.sees('Support access is on until');
  await olivia.sees('Live');
  return olivia;
}

/** What the element says that has the focus. */
const focused = ({ page }: Visitor): Promise<string> =>
  page.evaluate<string>(`(function focusedIn({ activeElement }) {
    return activeElement.shadowRoot ? focusedIn(activeElement.shadowRoot) : activeElement.textContent.trim();
  })(document)`);

/** What happened in a workspace, newest first. */
async function trailOf(workspaceId: string): Promise<string[]> {
  const labels: string[] = [];
  for await (const { label } of actors.as('audrey').auditTrail(workspaceId)) labels.push(label);
  return labels.filter((label) => label !== 'Workspace Updated');
}

describeWith(['chromium'], 'a page that was left open', () => {
  withConsole({
    before: async (directory) => {
      ends.push(...ENDS_AFTER_MS.map((afterMs) => Date.now() + afterMs));
      const ids = ends.map((_, n) => `ends-${n}`);
      await grantInThePast(eventStoreUrl(directory), ids, (n) => ends[n]!);
    },
  });
  withBrowser();
  visitorsLeave();

  it('says that access is over in the second in which it ends', async () => {
    const n = ends.findIndex((end) => end > Date.now() + 5_000);
    const olivia = await Visitor.open('olivia', settingsOf(`ends-${n}`));
    await olivia.sees('Support access is on until');
    await olivia.page.evaluate(`globalThis.seen = []; setInterval(() => {
      const page = document.querySelector('sa-page-settings');
      const texts = (root) => [...root.querySelectorAll('*')].map((element) =>
        (element.shadowRoot ? texts(element.shadowRoot) : '') + (element.tagName === 'H2' ? element.innerText : '')).join(' ');
      seen.push([Date.now(), texts(page.shadowRoot)]);
    }, 50)`);
    await olivia.sees('Support access is off', Math.max(0, ends[n]! - Date.now()) + 10_000);
    await olivia.sees('Ended by itself');
    const seen = await olivia.page.evaluate<[number, string][]>('seen');
    const late = seen.filter(
      ([at, text]) => at > ends[n]! + BEHIND_MS && text.includes('Support access is on'),
    );
    expect(seen.some(([, text]) => text.includes('Support access is on'))).toBe(true);
    expect(late).toEqual([]);
  });

  it('says who revoked elsewhere', async () => {
    const olivia = await openGranted('revoked');
    await actors.as('victor').revoke('revoked');
    await olivia.sees('Support access is off');
    await olivia.sees('Ended by Victor Hale');
    expect(await olivia.says('Support access is on')).toBe(false);
  });

  it('moves the focus to the status when somebody else takes away what had it', async () => {
    const olivia = await openGranted('taken');
    await olivia.page.getByRole('button', { name: 'Revoke access' }).focus();
    await actors.as('victor').revoke('taken');
    await olivia.sees('Support access is off');
    expect(await focused(olivia)).toBe('Support access is off');
    await olivia.page.getByLabel('Ticket').focus();
    await actors.as('olivia').grant('taken', {});
    await olivia.sees('Support access is on until');
    expect(await focused(olivia)).toMatch(/^Support access is on until/);
  });

  it('leaves the focus where it is while what has it stays', async () => {
    const olivia = await openGranted('kept');
    const extend = olivia.page.getByRole('button', { name: 'Extend…' });
    await extend.click();
    await actors.as('erin').logIn('kept');
    await olivia.sees('In the workspace now (1)');
    expect(await focused(olivia)).toBe('Extend…');
    await olivia.page.getByRole('button', { name: 'Cancel' }).click();
    expect(await focused(olivia)).toBe('Extend…');
  });

  it('says that it is signed out when that happened in another window', async () => {
    const olivia = await openGranted('signed-out');
    const other = await olivia.another(settingsOf('signed-out'));
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByText('You are signed out').waitFor();
    await olivia.sees('You are signed out.');
    expect(await trailOf('signed-out')).toEqual(['Support Access Granted']);
  });

  it('never acts as somebody else who signed in in another window', async () => {
    const olivia = await openGranted('swapped');
    const other = await olivia.context.newPage();
    await other.goto('/console/sign-in');
    await other.getByRole('button', { name: /^victor/i }).click();
    await olivia.page.getByRole('button', { name: 'Revoke access' }).click();
    await olivia.sees('You are signed out.');
    expect(await trailOf('swapped')).toEqual(['Support Access Granted']);
  });

  it('says while the service is away that it does not know, and afterwards what happened', async () => {
    const olivia = await openGranted('restarted');
    await service.stop('SIGTERM');
    await olivia.sees('Reconnecting…');
    await service.start();
    await actors.as('victor').revoke('restarted');
    await olivia.sees('Support access is off');
    await olivia.sees('Live');
    expect(await olivia.says('Reconnecting…')).toBe(false);
  });

  it('says without a connection that it does not know, and with one again what happened', async () => {
    const olivia = await openGranted('offline');
    await olivia.offline(true);
    await olivia.sees('Reconnecting…');
    await actors.as('victor').revoke('offline');
    // What it shows is from before, and it says so.
    await olivia.sees('What you see is from');
    await olivia.offline(false);
    await olivia.sees('Support access is off');
    await olivia.sees('Live');
    expect(await olivia.says('Reconnecting…')).toBe(false);
  });

  it('revokes once what was revoked without a connection, and says so only then', async () => {
    const olivia = await openGranted('panic');
    await olivia.offline(true);
    await olivia.page.getByRole('button', { name: 'Revoke access' }).click();
    await olivia.sees('Revoking…');
    await olivia.sees('Not confirmed yet. Trying again.');
    await olivia.sees('Support access is on until');
    expect(await trailOf('panic')).toEqual(['Support Access Granted']);
    await olivia.offline(false);
    await olivia.sees('Support access is off');
    await olivia.sees('Ended by you');
    await eventually('the trail has the end', async () => (await trailOf('panic')).length > 1);
    expect(await trailOf('panic')).toEqual(['Support Access Revoked', 'Support Access Granted']);
  });

  it('revokes once when the answer was lost on the way', async () => {
    const olivia = await openGranted('lost');
    let lost = 0;
    await olivia.page.route('**/support-access?*', async (route) => {
      if (route.request().method() !== 'DELETE' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await olivia.page.getByRole('button', { name: 'Revoke access' }).click();
    await olivia.sees('Ended by you');
    expect(lost).toBe(1);
    expect(await trailOf('lost')).toEqual(['Support Access Revoked', 'Support Access Granted']);
  });
});
