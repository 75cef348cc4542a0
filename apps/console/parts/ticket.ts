import type { TemplateResult } from 'lit-html';
import { html } from 'lit-html';

/** A ticket's id, as a link where the vendor said how tickets are reached. */
export const ticket = (ticketId: string, ticketUrl: string | undefined): string | TemplateResult =>
  ticketUrl === undefined
    ? ticketId
    : html`<a
        href=${ticketUrl.replace('{ticketId}', encodeURIComponent(ticketId))}
        target="_blank"
        rel="noreferrer"
        >${ticketId}<span aria-hidden="true"> ↗</span></a
      >`;
