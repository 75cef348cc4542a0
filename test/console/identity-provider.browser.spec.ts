import { expect, it } from '@jest/globals';
import { describeWith } from '../engines/engines.js';
import { browser, withBrowser } from './browser.js';
import { ConsoleInProcess } from './console-in-process.js';
import { Notes } from './notes.js';

describeWith(['chromium'], 'somebody of a real identity provider', () => {
  withBrowser();

  it('signs in, works, and signs out on both sides, and the browser is shown no token', async () => {
    const served = await ConsoleInProcess.open();
    const context = await browser.newContext({ baseURL: served.origin, locale: 'en-GB' });
    try {
      const notes = await Notes.of(context);
      const page = await context.newPage();
      await page.goto('/console/desk?q=acme');
      await page.getByPlaceholder('Enter any login').fill('erin');
      await page.getByPlaceholder('and password').fill('any');
      await page.getByRole('button', { name: 'Sign-in' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL((url) => url.pathname === '/console/desk');
      expect(new URL(page.url()).search).toBe('?q=acme');
      await page.getByText('Erin Doyle').first().waitFor();

      const kept = await page.evaluate<string>(
        'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML])',
      );
      expect(kept).not.toMatch(/eyJ[\w-]{10,}\./);
      expect(kept.startsWith('["",')).toBe(true);
      expect(notes.addresses.join(' ')).not.toMatch(/eyJ[\w-]{10,}\./);

      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL((url) => url.origin === served.provider.issuer);
      await page.getByRole('button', { name: /yes/i }).click();
      await page.waitForURL((url) => url.pathname === '/console/signed-out');
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
      await page.getByRole('link', { name: 'Sign in again' }).click();
      await page.getByPlaceholder('Enter any login').waitFor();
      const ours = notes.requests.filter((request) => request.url().startsWith(served.origin));
      expect(ours.length).toBeGreaterThan(5);
      expect(notes).toMatchObject({ errors: [], violations: [] });
    } finally {
      await context.close();
      await served.close();
    }
  });
});
