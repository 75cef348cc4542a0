import type { Locale } from '../facts.js';
import type { Assets } from './assets.js';
import type { Html } from './html.js';
import { html } from './html.js';

export type PlainPage = {
  assets: Assets;
  brand: string;
  language: Locale;
  title: string;
  body: Html;
  /** Where the browser goes by itself. A redirect of a form would be stopped by the page's own policy (`form-action`). */
  goTo?: string;
  /** Further elements of the document's head. */
  head?: Html;
  /** What stands above the page, at the full width of the window. */
  top?: Html;
};

/** The frame of the pages that the server writes itself: sign-in, sign-out and what goes wrong between. */
export function plainPage({ assets, brand, language, title, body, goTo, head, top }: PlainPage): Html {
  const refresh =
    goTo === undefined ? undefined : html`<meta http-equiv="refresh" content="0; url=${goTo}" />`;
  return html`<!doctype html>
    <html lang="${language === 'de' ? 'de' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${brand}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets.url('look/console.css')}" />
        <link rel="stylesheet" href="${assets.url('look/plain.css')}" />
        ${refresh}${head}
      </head>
      <body>
        ${top}
        <main>
          <p class="brand">${brand}</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
}
