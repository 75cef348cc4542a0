import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { systemClock } from '#config';
import { ApiInProcess } from '../../apps/service/spec/api-in-process.js';
import { Desk } from '../../apps/service/spec/desk.js';
import { CookieBrowser } from './cookie-browser.js';

const PRODUCT = '/console/example-product';

let api: ApiInProcess;
beforeAll(async () => void (api = await ApiInProcess.open({}, systemClock)));
afterAll(() => api.close());

it('in development the desk hands a session over to a page that shows it while it lives, and lets the engineer leave', async () => {
  const erin = await CookieBrowser.pick(api.address, 'engineer:erin');
  const desk = await Desk.open(api, 'handed-over');
  await desk.grant();
  expect((await erin.go('/console/desk')).text).toContain(`"sessionLandingUrl":"${PRODUCT}"`);
  const login = await erin.call('POST', '/console/api/v1/workspaces/handed-over/support-logins');
  const { token } = (await login.json()) as { token: string };

  const inside = await erin.go(PRODUCT, { token });
  expect(inside.url).toBe(api.address + PRODUCT);
  expect(inside.text).toContain('workspace-name="handed-over"');
  expect(inside.text).not.toContain(token);

  const left = await erin.go(`${PRODUCT}/leave`, {});
  expect(left.text).toContain('You are in no workspace');
  expect((await desk.newest())[0]).toMatchObject({
    type: 'SupportSessionEnded',
    data: { cause: 'signed-out' },
  });
});

it('shows nothing of a session that an owner has ended', async () => {
  const erin = await CookieBrowser.pick(api.address, 'engineer:erin');
  const desk = await Desk.open(api, 'taken-back');
  await desk.grant();
  const login = await erin.call('POST', '/console/api/v1/workspaces/taken-back/support-logins');
  const { token } = (await login.json()) as { token: string };
  expect((await erin.go(PRODUCT, { token })).text).toContain('taken-back');
  await desk.revoke();
  expect((await erin.go(PRODUCT)).text).toContain('You are in no workspace');
});

it('takes a session from pages of the console alone', async () => {
  const erin = await CookieBrowser.pick(api.address, 'engineer:erin');
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    'Sec-Fetch-Site': 'cross-site',
  };
  for (const path of [PRODUCT, `${PRODUCT}/leave`])
    expect((await erin.send('POST', path, { headers, body: 'token=forged' })).status).toBe(403);
});
