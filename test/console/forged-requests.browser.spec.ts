import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWith } from '../engines/engines.js';
import { withBrowser } from './browser.js';
import { actors, service, vendorSite, withConsole } from './console-under-test.js';
import { forgeries, forgeryPage } from './forged-requests.js';
import { Visitor, visitorsLeave } from './visitor.js';

const SETTINGS = '/console/w/acme/support-access';
const API = '/console/api/v1/workspaces/acme';

describeWith(['chromium'], 'requests that pages of other origins make a signed-in browser send', () => {
  withConsole();
  withBrowser();
  visitorsLeave();

  const trail = async () => {
    const labels: string[] = [];
    for await (const { label } of actors.as('audrey').auditTrail('acme')) labels.push(label);
    return labels;
  };

  it('twenty of them: none has an effect, and none reads anything', async () => {
    await actors.describe('acme');
    await actors.as('olivia').grant('acme', { durationMinutes: 60 });
    const { grantId } = (await actors.as('erin').access('acme')).grant!;
    const asked = { reason: 'more time', durationMinutes: 60, grantId };
    const { requestId } = await actors.as('erin').requests.ask('acme', asked);
    const olivia = await Visitor.open('olivia', SETTINGS);
    const before = await trail();

    const origins = [vendorSite.origin, vendorSite.originOnSameSite];
    const sent = origins.flatMap((origin) =>
      forgeries(API, requestId).map((forgery) => ({ origin, ...forgery })),
    );
    expect(sent).toHaveLength(20);
    for (const [n, forgery] of sent.entries()) {
      vendorSite.serve(`/forgery-${n}`, forgeryPage(service.url, forgery));
      const page = await olivia.context.newPage();
      await page.goto(`${forgery.origin}/forgery-${n}`);
      await page.waitForFunction('globalThis.done');
      await sleep(150);
      const frames = page.frames().filter((frame) => frame.url().startsWith(service.url));
      const drawn = await Promise.all(frames.map((frame) => frame.locator('sa-frame').count()));
      const { title, origin } = forgery;
      expect({ title, origin, loot: await page.evaluate('loot'), drawn: drawn.filter(Boolean) }).toEqual({
        title,
        origin,
        loot: [],
        drawn: [],
      });
      await page.close();
    }

    expect(await trail()).toEqual(before);
    // Olivia is signed in as before, and what she presses herself counts.
    await olivia.page.reload();
    await olivia.page.locator('sa-frame').waitFor();
    const own = `fetch(${JSON.stringify(`${API}/support-access`)}, { method: 'DELETE', headers: { 'X-Console': '1', 'Idempotency-Key': 'own' } })
      .then(({ status }) => status)`;
    expect(await olivia.page.evaluate(own)).toBe(200);
    expect(await trail()).not.toEqual(before);
  });
});
