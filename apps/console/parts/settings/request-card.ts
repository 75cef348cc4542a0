import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { define } from '../element.js';
import { fullNameOf } from '../person.js';
import { ticket } from '../ticket.js';
import type { Access, AccessRequest } from './access.js';
import { durationChoice } from './duration-choice.js';
import { heading } from './heading.js';
import { refusalIn } from './sentences.js';
import { PagePart } from './settings-element.js';
import { choicesWith, extensionsOf } from './terms.js';

/** An engineer's question. Who asks is what their token says, and never what they wrote. */
export class RequestCard extends PagePart {
  static override readonly properties = [...PagePart.properties, 'request', 'chosen'];

  request!: AccessRequest;
  private chosen: number | undefined;

  protected override render() {
    const { page, request } = this;
    const isMore = request.grantId !== undefined;
    const who = html`<span class="person">${fullNameOf(request.requestedBy)}</span>`;
    const duration = this.duration(request.durationMinutes);
    return html`<article class="card stack request" aria-labelledby="asks">
      ${heading(page.headingLevel, this.say(isMore ? this.w.asksMore : this.w.asks, { who, duration }), 'asks')}
      <blockquote class="said text">${request.reason}</blockquote>
      <p class="facts muted small">
        ${
          request.ticketId === undefined
            ? nothing
            : html`<span>${this.w.ticket} ${ticket(request.ticketId, page.ticketUrl)}</span
                ><span aria-hidden="true">·</span>`
        }
        <span>${this.say(this.w.asked, { at: this.at(request.at) })}</span><span aria-hidden="true">·</span>
        <span>${this.say(this.w.openUntil, { at: this.at(request.requestExpiresAt) })}</span>
      </p>
      ${page.access.refusals ? this.#answers(page.access.refusals, isMore) : nothing}
    </article>`;
  }

  #answers(refusals: NonNullable<Access['refusals']>, isMore: boolean): TemplateResult {
    const { requestId, durationMinutes } = this.request;
    const [approve, decline] = [`approve:${requestId}`, `decline:${requestId}`];
    const [isApproving, isDeclining] = [this.isSent(approve), this.isSent(decline)];
    const { grant } = this.page.access;
    const choices = isMore && grant ? extensionsOf(grant, durationMinutes) : choicesWith(durationMinutes);
    const chosen =
      [this.chosen, durationMinutes, choices.at(-1)].find((each) => each && choices.includes(each)) ?? 0;
    const duration = this.duration(chosen);
    // Why a yes would be refused now.
    const refusal = isMore ? refusals.extend : refusals.grant;
    const refused = refusal && refusalIn(refusal, this.w);
    return html`
      ${
        refused === undefined
          ? durationChoice({
              legend: isMore ? this.w.longer : this.w.for,
              minutes: choices,
              chosen,
              nameOf: (minutes) => this.duration(minutes),
              onChoose: (minutes) => (this.chosen = minutes),
            })
          : html`<p class="note">${refused}</p>`
      }
      <div class="row answers">
        ${
          refused === undefined
            ? html`<button
                ?disabled=${isDeclining}
                aria-busy=${isApproving}
                @click=${() => this.page.decisions.make(approve, (deciding) => this.page.of.approve(requestId, chosen, deciding))}
              >
                ${isApproving ? this.w.approving : this.say(isMore ? this.w.approveMore : this.w.approve, { duration })}
              </button>`
            : nothing
        }
        <button
          ?disabled=${isApproving}
          aria-busy=${isDeclining}
          @click=${() => this.page.decisions.make(decline, (deciding) => this.page.of.decline(requestId, deciding))}
        >
          ${isDeclining ? this.w.declining : this.w.decline}
        </button>
      </div>
      ${this.told(approve, decline)}
    `;
  }
}

define('sa-request-card', RequestCard);
