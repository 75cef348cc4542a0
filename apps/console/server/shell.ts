import type { ConsoleFacts, Locale, PageName } from '../facts.js';
import type { Site } from './document.js';
import { documentOf } from './document.js';
import type { Html } from './html.js';
import { html, jsonBlock } from './html.js';
import { wordsIn } from './words.js';

/** The document of a page: its script makes the rest. */
export function shell(site: Site, page: PageName, facts: ConsoleFacts, language: Locale): Html {
  const words = wordsIn(language);
  const element = `sa-page-${page}`;
  return documentOf(site, {
    language,
    title: words.titles[page],
    head: html`<script type="module" src="${site.assets.url(`pages/${page}.js`)}"></script>`,
    body: html`<${element}></${element}>
    <noscript>${words.noScript}</noscript>
    <script type="application/json" id="console">${jsonBlock(facts)}</script>`,
  });
}
