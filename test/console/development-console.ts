import { afterAll, beforeAll } from '@jest/globals';
import { ApiInProcess } from '../../apps/service/spec/api-in-process.js';
import { Desk } from '../../apps/service/spec/desk.js';
import { CookieBrowser } from './cookie-browser.js';

/** Of the suite that imports them: see {@link withDevelopmentConsole}. */
export let api: ApiInProcess;
export let desk: Desk;

/** The console as in development, in this process, for all tests of a suite; there is a workspace `acme`. */
export function withDevelopmentConsole(): void {
  beforeAll(async () => {
    api = await ApiInProcess.open(
      {
        SESSION_LANDING_URL: 'http://localhost:4000/enter',
        TRUST_PROXY: '127.0.0.1',
        CORS_ORIGINS: 'https://app.example',
      },
      { now: () => Date.now() },
    );
    desk = await Desk.open(api, 'acme');
  });
  afterAll(() => api.close());
}

/** A browser in which somebody was picked, such as `owner:olivia`. */
export const browserOf = (person: string): Promise<CookieBrowser> => CookieBrowser.pick(api.address, person);
