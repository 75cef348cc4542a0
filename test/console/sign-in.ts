import type { Page } from 'playwright-core';
import type { Name } from './cast.js';
import { CAST } from './cast.js';

/** Signs in by the page for development, as somebody with a full name. @param path where one comes out, a page of the console */
export async function signIn(page: Page, name: Name, path: string): Promise<void> {
  const { role, name: fullName } = CAST[name];
  await page.goto(`/console/sign-in?return=${encodeURIComponent(path)}`);
  await page.locator('details > summary').click();
  const form = page.locator('details form');
  await form.locator('[name=role]').selectOption(role);
  await form.locator('[name=id]').fill(name);
  await form.locator('[name=name]').fill(fullName);
  await form.getByRole('button').click();
  await page.waitForURL((url) => url.pathname !== '/console/sign-in');
  // From the first page one is led on to another.
  if (new URL(page.url()).pathname !== path) await page.goto(path);
}
