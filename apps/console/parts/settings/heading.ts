import type { TemplateResult } from 'lit-html';
import { html } from 'lit-html';

/** A heading of level 1 to 4, to which the focus can be moved: a page has one of the first, and a widget none. */
export function heading(level: number, content: unknown, id: string): TemplateResult {
  switch (level) {
    case 1:
      return html`<h1 id=${id} tabindex="-1">${content}</h1>`;
    case 2:
      return html`<h2 id=${id} tabindex="-1">${content}</h2>`;
    case 3:
      return html`<h3 id=${id} tabindex="-1">${content}</h3>`;
    default:
      return html`<h4 id=${id} tabindex="-1">${content}</h4>`;
  }
}
