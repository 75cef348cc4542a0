import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeWith } from '../engines/engines.js';
import { withBrowser } from './browser.js';
import { actors, service, withConsole } from './console-under-test.js';
import { Visitor, visitorsLeave } from './visitor.js';

/** How the service is seen by a browser that does not send `Sec-Fetch-Site`, as Safari does not over plain HTTP. */
let stripping: Server;
const origins: (string | undefined)[] = [];

const open = async (): Promise<void> => {
  stripping = createServer((from, to) => {
    const { 'sec-fetch-site': _site, ...headers } = from.headers;
    if (from.method === 'POST') origins.push(headers.origin);
    const { hostname, port } = new URL(service.url);
    const asked = ask({ hostname, port, path: from.url, method: from.method, headers }, (answer) => {
      to.writeHead(answer.statusCode!, answer.rawHeaders);
      answer.pipe(to);
    });
    asked.on('error', () => to.destroy());
    to.on('close', () => asked.destroy());
    from.pipe(asked);
  }).listen(0, '127.0.0.1');
  await once(stripping, 'listening');
};

describeWith(['chromium'], 'a browser that does not say from which site a request is, in development', () => {
  withConsole();
  withBrowser();
  visitorsLeave();
  beforeAll(open);
  afterAll(() => {
    stripping?.closeAllConnections();
    stripping?.close();
  });

  it('signs in, decides and signs out by its origin', async () => {
    await actors.describe('acme');
    const baseURL = `http://127.0.0.1:${(stripping.address() as AddressInfo).port}`;
    const olivia = await Visitor.open('olivia', '/console/w/acme/support-access', { baseURL });
    await olivia.page.getByRole('button', { name: 'Grant access for 1 day' }).click();
    await olivia.sees('Support access is on until');
    await olivia.page.getByRole('button', { name: 'Sign out' }).click();
    await olivia.sees('You are signed out');
    expect(new Set(origins)).toEqual(new Set([baseURL]));
  });
});
