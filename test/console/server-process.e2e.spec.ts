import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Directory } from '../e2e/service-process.js';
import { temporaryDirectory } from '../e2e/service-process.js';
import { freePort, ServiceUnderTest } from '../support/service-under-test.js';
import { CookieBrowser } from './cookie-browser.js';

const ACME = '/console/api/v1/workspaces/acme';
/** The test is the proxy before both. */
const TRUST_PROXY = '127.0.0.1';

let directories: Directory[];
let api: ServiceUnderTest;
let web: ServiceUnderTest;
beforeAll(async () => {
  directories = [await temporaryDirectory(), await temporaryDirectory()];
  const [data, none] = directories as [Directory, Directory];
  api = await ServiceUnderTest.prepare({
    directory: data.path,
    port: await freePort(),
    env: { ROLES: 'api,projections,expiry', TRUST_PROXY },
  });
  await api.start();
  web = await ServiceUnderTest.prepare({
    directory: none.path,
    port: await freePort(),
    env: {
      ROLES: 'console',
      CONSOLE_API_URL: api.url,
      DEV_KEYS_DIR: join(data.path, 'dev-keys'),
      // What would fail if it were opened.
      EVENT_STORE_URL: 'esdb://nobody.invalid:2113',
      READ_MODEL_URL: 'postgres://nobody.invalid/none',
      KAFKA_BROKERS: 'nobody.invalid:9092',
      TRUST_PROXY,
    },
  });
  await web.start();
});
afterAll(async () => {
  await web?.stop('SIGKILL');
  await api?.stop('SIGKILL');
  for (const each of directories) await each.remove();
});

const signedIn = async (person: string): Promise<CookieBrowser> => {
  const browser = await CookieBrowser.pick(web.url, person);
  expect(browser.cookie('support-access')).toBeDefined();
  return browser;
};

describe('a console of its own', () => {
  it('opens no file and no connection, and is ready', async () => {
    expect(await web.health()).toMatchObject({ status: 200, components: {} });
    expect(readdirSync(directories[1]!.path).filter((name) => name !== 'dev-keys')).toEqual([]);
    expect((await fetch(`${web.url}/v1/grants`)).status).toBe(404);
    expect((await fetch(`${api.url}/console/`)).status).toBe(404);
  });

  it('makes the example, and passes the browser’s address on', async () => {
    const olivia = await signedIn('owner:olivia');
    expect((await olivia.go('/console/sign-in')).text).toContain('Make the example workspace');
    const made = await olivia.go('/console/sign-in/example', { return: '/console/' });
    expect(made.text).not.toContain('Make the example workspace');
    const granted = await olivia.call('POST', `${ACME}/support-access`, { body: '{"durationMinutes":60}' });
    expect(granted.status).toBe(201);
    const erin = await signedIn('engineer:erin');
    const login = await erin.call('POST', `${ACME}/support-logins`, {
      body: '{}',
      headers: { 'X-Forwarded-For': '203.0.113.7' },
    });
    expect(login.status).toBe(201);
    const { position } = (await login.json()) as { position: string };
    // Owners are given sealed positions, engineers and auditors those of the log.
    const audrey = await signedIn('auditor:audrey');
    const trail = await audrey.call('GET', `${ACME}/audit-trail?limit=1`, {
      headers: { 'Min-Position': position },
    });
    expect(await trail.json()).toMatchObject({
      entries: [{ type: 'SupportLogin', ipAddress: '203.0.113.7' }],
    });
  });

  it('tells of changes within a second, and stops while somebody listens', async () => {
    const olivia = await signedIn('owner:olivia');
    const stream = await olivia.call('GET', '/console/api/v1/changes?workspaceId=acme', {
      headers: { Accept: 'text/event-stream' },
    });
    expect(stream.status).toBe(200);
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    const ended = await olivia.call('DELETE', `${ACME}/support-access`);
    expect(ended.status).toBe(200);
    const endedAt = performance.now();
    let seen = '';
    while (!seen.includes('SupportAccessRevoked')) {
      const { done, value = '' } = await reader.read();
      expect(done).toBe(false);
      seen += value;
    }
    expect(performance.now() - endedAt).toBeLessThan(1_000);
    const stoppedAt = performance.now();
    expect(await web.stop('SIGTERM')).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(9_500);
    await reader.cancel().catch(() => undefined);
    await web.start();
  });

  it('says so while the API is away, and goes on when it is back', async () => {
    const olivia = await signedIn('owner:olivia');
    await api.stop('SIGTERM');
    const away = await olivia.call('GET', `${ACME}/support-access`);
    expect(away.status).toBe(503);
    expect(await away.json()).toMatchObject({ code: 'UNAVAILABLE' });
    expect((await olivia.send('GET', '/console/w/acme/support-access')).status).toBe(200);
    await api.start();
    expect((await olivia.call('GET', `${ACME}/support-access`)).status).toBe(200);
  });
});
