import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { browser, withBrowser } from '../console/browser.js';
import { VendorSite } from '../console/vendor-site.js';
import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { EmptyDirectory } from './empty-directory.js';

const SCRIPT = `
import { ProblemError, SupportAccessClient } from '/dist/index.js';
globalThis.story = async (baseUrl, tokens) => {
  const as = (role) => new SupportAccessClient({ baseUrl, token: tokens[role] });
  await as('service').updateWorkspace('acme', { tier: 'team', forcedSso: false, ownerIds: ['olivia'] });
  const told = [];
  const stop = new AbortController();
  const opened = Promise.withResolvers();
  const following = (async () => {
    const changes = as('owner').changes({ workspaceId: 'acme', signal: stop.signal, onOpen: opened.resolve });
    for await (const { type } of changes) if (told.push(type) === 2) stop.abort();
  })();
  await opened.promise;
  await as('owner').grant('acme', { durationMinutes: 60 });
  const error = await as('owner').grant('acme').catch((error) => error);
  await following;
  return { refused: [error instanceof ProblemError, error.code], told };
};`;

describeWith(['chromium'], 'the client in a browser', () => {
  const packed = new EmptyDirectory();
  let site: VendorSite;
  let directory: Directory;
  let service: ServiceProcess;
  withBrowser();
  beforeAll(async () => {
    packed.install('client', ['jose']);
    const dist = join(packed.path, 'node_modules/support-access-client/dist');
    site = await VendorSite.open();
    for (const name of readdirSync(dist).filter((each) => each.endsWith('.js')))
      site.serve(`/dist/${name}`, readFileSync(join(dist, name), 'utf8'), 'text/javascript');
    site.serve('/', `<!doctype html><title>Acme</title><script type="module">${SCRIPT}</script>`);
    directory = await temporaryDirectory();
    service = await ServiceProcess.start({ ...embedded(directory.path), CORS_ORIGINS: site.origin });
  });
  afterAll(async () => {
    await service?.stop();
    await site?.close();
    await directory?.remove();
    packed.remove();
  });

  it('is loaded from its tarball as it is, and grants and follows from another origin', async () => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(site.origin);
    await page.waitForFunction('globalThis.story');
    const tokens = Object.fromEntries(['service', 'owner'].map((role) => [role, service.token(role)]));
    const call = `story(${JSON.stringify(service.address)}, ${JSON.stringify(tokens)})`;
    expect(await page.evaluate(call)).toEqual({
      refused: [true, 'ALREADY_GRANTED'],
      told: ['SupportAccessGranted', 'SupportAccessDenied'],
    });
    expect(errors).toEqual([]);
    await page.close();
  });
});
