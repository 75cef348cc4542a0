import type { Assets } from './assets.js';
import type { Html } from './html.js';
import { html } from './html.js';

/** What all documents of the console need to know. */
export type Site = {
  assets: Assets;
  brand: string;
  /** Without an identity provider, over plain HTTP on this machine. */
  isDevelopment: boolean;
};

type Document = { language: string; title: string; head?: Html | undefined; body: Html };

/** The frame of every document. */
export function documentOf(
  { assets, brand, isDevelopment }: Site,
  { language, title, head, body }: Document,
): Html {
  // Browsers that send no `Sec-Fetch-Site` over plain HTTP tell the origin of a form only where a page may tell it.
  const referrer = isDevelopment ? html`<meta name="referrer" content="same-origin" />` : undefined;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${referrer}
        <title>${title} · ${brand}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets.url('look/console.css')}" />
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html> `;
}
