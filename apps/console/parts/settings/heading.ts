import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';

type Options = { id: string; class?: string; focusable?: boolean };

/** A heading of level 1 to 4: a page has one of the first, and a widget none. */
export function heading(level: number, content: unknown, options: Options): TemplateResult {
  const { id, class: name = nothing, focusable = false } = options;
  const tabindex = focusable ? -1 : nothing;
  switch (level) {
    case 1:
      return html`<h1 id=${id} class=${name} tabindex=${tabindex}>${content}</h1>`;
    case 2:
      return html`<h2 id=${id} class=${name} tabindex=${tabindex}>${content}</h2>`;
    case 3:
      return html`<h3 id=${id} class=${name} tabindex=${tabindex}>${content}</h3>`;
    default:
      return html`<h4 id=${id} class=${name} tabindex=${tabindex}>${content}</h4>`;
  }
}
