import type { ConsoleFacts, PageName, Locale } from '../facts.js';
import type { Assets } from './assets.js';
import type { Html } from './html.js';
import { html, jsonBlock } from './html.js';
import { wordsIn } from './words.js';

/** The document of a page: its script makes the rest. */
export function shell(page: PageName, facts: ConsoleFacts, language: Locale, assets: Assets): Html {
  const words = wordsIn(language);
  const element = `sa-page-${page}`;
  return html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${words.titles[page]} · ${facts.brand}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${assets.url('look/console.css')}" />
    <script type="module" src="${assets.url(`pages/${page}.js`)}"></script>
  </head>
  <body>
    <${element}></${element}>
    <noscript>${words.noScript}</noscript>
    <script type="application/json" id="console">${jsonBlock(facts)}</script>
  </body>
</html>
`;
}
