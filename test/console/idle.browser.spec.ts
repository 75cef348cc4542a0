import { expect, it } from '@jest/globals';
import { describeWith } from '../engines/engines.js';
import { withBrowser } from './browser.js';
import { actors, withConsole } from './console-under-test.js';
import { Visitor, visitorsLeave } from './visitor.js';

const SETTINGS = '/console/w/acme/support-access';

describeWith(['chromium'], 'somebody who went away', () => {
  withConsole();
  withBrowser();
  visitorsLeave();

  /** Olivia's page with a clock that the test moves. */
  async function open(): Promise<Visitor> {
    await actors.describe('acme');
    const olivia = await Visitor.open('olivia', '/console/');
    await olivia.page.clock.install();
    await olivia.page.goto(SETTINGS);
    await olivia.page.locator('sa-frame h1').waitFor();
    return olivia;
  }

  it('is asked two minutes before the session ends, and stays by a press', async () => {
    const { page } = await open();
    const dialog = page.getByRole('dialog', { name: 'Are you still there?' });
    await page.clock.fastForward('27:30');
    expect(await dialog.count()).toBe(0);
    await page.clock.fastForward('00:40');
    await dialog.waitFor();
    const told = page.waitForRequest('**/console/session/activity');
    await page.keyboard.press('Enter');
    await told;
    await dialog.waitFor({ state: 'detached' });
    await page.clock.fastForward('20:00');
    expect(await dialog.count()).toBe(0);
  });

  it('comes to a page that leads back, and not to a sign-in that needs nobody', async () => {
    const { page } = await open();
    await page.clock.fastForward('30:01');
    await page.waitForURL((url) => url.pathname === '/console/signed-out');
    // The server has its own clock: for it half an hour has not passed.
    await page.getByRole('heading', { name: 'Nothing was pressed here for a while' }).waitFor();
    await page.getByRole('link', { name: 'Back to the page' }).click();
    await page.waitForURL((url) => url.pathname === SETTINGS);
    expect(new URL(page.url()).search).toBe('');
  });
});
