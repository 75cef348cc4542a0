import { afterEach } from '@jest/globals';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { browser } from './browser.js';
import type { Name } from './cast.js';
import { service } from './console-under-test.js';
import { Notes } from './notes.js';
import { signIn } from './sign-in.js';

/** How long a page may take to show what a test waits for. */
const PATIENCE_MS = 20_000;

/** A person at a browser of their own, signed in. */
export class Visitor {
  private constructor(
    readonly name: Name,
    readonly context: BrowserContext,
    readonly notes: Notes,
    readonly page: Page,
  ) {}

  /** Signs in and opens a page of the console. @param path such as `/console/desk` */
  static async open(name: Name, path: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: service.url,
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const notes = await Notes.of(context);
    const visitor = new Visitor(name, context, notes, await context.newPage());
    opened.push(visitor);
    await signIn(visitor.page, name, path);
    return visitor;
  }

  /** Another window of the same person. */
  async another(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(path);
    return page;
  }

  /** Waits until the page shows a text, which may be a part of a longer one. @throws when it does not in time */
  async sees(text: string | RegExp, timeoutMs = PATIENCE_MS): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: timeoutMs });
  }

  /** Whether the page shows a text now. */
  async says(text: string): Promise<boolean> {
    return (await this.page.getByText(text).filter({ visible: true }).count()) > 0;
  }

  /** Without a network, or with one again. */
  async offline(isOffline: boolean): Promise<void> {
    await this.context.setOffline(isOffline);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

const opened: Visitor[] = [];

/** Closes after each test of the suite whoever came in it. */
export function visitorsLeave(): void {
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((visitor) => visitor.close()));
  });
}
