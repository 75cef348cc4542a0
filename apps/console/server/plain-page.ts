import type { Locale } from '../facts.js';
import type { Site } from './document.js';
import { documentOf } from './document.js';
import type { Html } from './html.js';
import { html } from './html.js';

export type PlainPage = {
  title: string;
  body: Html;
  /** Where the browser goes by itself. A redirect of a form would be stopped by the page's own policy (`form-action`). */
  goTo?: string;
  /** Further elements of the document's head. */
  head?: Html;
  /** What stands above the page, at the full width of the window. */
  top?: Html;
};

/** The pages that the server writes itself: sign-in, sign-out and what goes wrong between. */
export function plainPage(site: Site, language: Locale, { title, body, goTo, head, top }: PlainPage): Html {
  const refresh =
    goTo === undefined ? undefined : html`<meta http-equiv="refresh" content="0; url=${goTo}" />`;
  return documentOf(site, {
    language: language === 'de' ? 'de' : 'en',
    title,
    head: html`<link rel="stylesheet" href="${site.assets.url('look/plain.css')}" /> ${refresh}${head}`,
    body: html`${top}
      <main>
        <p class="brand">${site.brand}</p>
        <h1>${title}</h1>
        ${body}
      </main>`,
  });
}
