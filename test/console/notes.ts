import type { BrowserContext, Page, Request } from 'playwright-core';

const VIOLATION = 'console test: violation ';

/** What a person's browser sent and complained about, over all of its pages. */
export class Notes {
  /** Errors of scripts. */
  readonly errors: string[] = [];
  /** What the Content-Security-Policy or Trusted Types refused. */
  readonly violations: string[] = [];
  /** Everything that was asked for. */
  readonly requests: Request[] = [];
  /** Dialogs that a page opened by `alert` and the like: none of ours do. */
  readonly dialogs: string[] = [];
  /** Where the pages have been. */
  readonly addresses: string[] = [];

  static async of(context: BrowserContext): Promise<Notes> {
    const notes = new Notes();
    await context.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
      console.error(${JSON.stringify(VIOLATION)} + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`);
    context.on('page', (page) => notes.listen(page));
    context.on('request', (request) => notes.requests.push(request));
    return notes;
  }

  private listen(page: Page): void {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('framenavigated', (frame) => this.addresses.push(frame.url()));
    page.on('dialog', (dialog) => {
      this.dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      const text = message.text();
      if (text.startsWith(VIOLATION)) this.violations.push(text.slice(VIOLATION.length));
      else if (/content security policy|trusted ?type/i.test(text)) this.violations.push(text);
    });
  }
}
