import type { Page } from 'playwright-core';
import type { Name } from './cast.js';

/** Signs in by the development picker. @param path where one comes out, a page of the console */
export async function signIn(page: Page, name: Name, path: string): Promise<void> {
  await page.goto(`/console/sign-in?return=${encodeURIComponent(path)}`);
  await page.getByRole('button', { name: new RegExp(name, 'i') }).click();
  await page.waitForURL((url) => url.pathname.startsWith(path.split('?')[0]!));
}
