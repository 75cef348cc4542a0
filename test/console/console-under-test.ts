import { afterAll, beforeAll } from '@jest/globals';
import { join } from 'node:path';
import type { Directory } from '../e2e/service-process.js';
import { temporaryDirectory } from '../e2e/service-process.js';
import { freePort, ServiceUnderTest } from '../support/service-under-test.js';
import { Actors } from './cast.js';
import { VendorSite } from './vendor-site.js';

/** Of the suite that imports them: see {@link withConsole}. */
export let service: ServiceUnderTest;
export let directory: Directory;
export let actors: Actors;
export let vendorSite: VendorSite;

type Options = {
  /** Variables that the service is given besides. */
  env?: Record<string, string>;
  /** Fills the log before the service starts. */
  before?: (directory: string) => Promise<void>;
};

/**
 * A service of its own for all tests of a suite, with the console, on a port that it keeps over its restarts; and beside it the vendor's
 * own site, where the desk hands sessions over and which embeds the widgets.
 */
export function withConsole({ env = {}, before }: Options = {}): void {
  beforeAll(async () => {
    directory = await temporaryDirectory();
    vendorSite = await VendorSite.open();
    service = await ServiceUnderTest.prepare({
      directory: directory.path,
      port: await freePort(),
      env: {
        SESSION_LANDING_URL: `${vendorSite.origin}/support-session`,
        TICKET_URL: 'https://desk.example.com/t/{ticketId}',
        CORS_ORIGINS: vendorSite.origin,
        ...env,
      },
    });
    await before?.(directory.path);
    await service.start();
    actors = await Actors.open(service.url, join(directory.path, 'dev-keys'));
  });
  afterAll(async () => {
    await service?.stop('SIGKILL');
    await vendorSite?.close();
    await directory?.remove();
  });
}
