import type { PropertyDeclarations, TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import { define } from '../element.js';
import { fullNameOf } from '../person.js';
import { ticket } from '../ticket.js';
import type { AccessRequest, Grant } from './access.js';
import { durationChoice } from './duration-choice.js';
import { heading } from './heading.js';
import { sentenceOfCode } from './sentences.js';
import { DecidingElement } from './settings-element.js';
import { choicesWith, extensionsOf } from './terms.js';

/** An engineer's question. Who asks is what their token says, and never what they wrote. */
export class RequestCard extends DecidingElement {
  static override properties: PropertyDeclarations = {
    ...DecidingElement.properties,
    request: { attribute: false },
    grant: { attribute: false },
    refusal: {},
    canAnswer: { attribute: false },
    ticketUrl: {},
    headingLevel: { attribute: false },
    chosen: { state: true },
  };

  request!: AccessRequest;
  /** The active one, when the request is to extend it. */
  grant: Grant | undefined;
  /** Why a yes would be refused now. */
  refusal: string | undefined;
  canAnswer = false;
  ticketUrl: string | undefined;
  headingLevel = 2;
  private chosen: number | undefined;

  override render() {
    const { request } = this;
    const isMore = request.grantId !== undefined;
    const who = html`<span class="person">${fullNameOf(request.requestedBy)}</span>`;
    const duration = this.duration(request.durationMinutes);
    return html`<article class="card stack request" aria-labelledby="asks">
      ${heading(this.headingLevel, this.say(isMore ? this.w.asksMore : this.w.asks, { who, duration }), { id: 'asks' })}
      <blockquote class="said text">${request.reason}</blockquote>
      <p class="facts muted small">
        ${
          request.ticketId === undefined
            ? nothing
            : html`<span>${this.w.ticket} ${ticket(request.ticketId, this.ticketUrl)}</span
                ><span aria-hidden="true">·</span>`
        }
        <span>${this.say(this.w.asked, { at: this.at(request.at) })}</span><span aria-hidden="true">·</span>
        <span>${this.say(this.w.openUntil, { at: this.at(request.requestExpiresAt) })}</span>
      </p>
      ${this.canAnswer ? this.answers(isMore) : nothing}
    </article>`;
  }

  private answers(isMore: boolean): TemplateResult {
    const { requestId, durationMinutes } = this.request;
    const [approve, decline] = [`approve:${requestId}`, `decline:${requestId}`];
    const [isApproving, isDeclining] = [approve, decline].map(
      (what) => this.decisions.stateOf(what) !== undefined,
    );
    const choices =
      isMore && this.grant ? extensionsOf(this.grant, durationMinutes) : choicesWith(durationMinutes);
    const chosen =
      [this.chosen, durationMinutes, choices.at(-1)].find((each) => each && choices.includes(each)) ?? 0;
    const duration = this.duration(chosen);
    const refused =
      this.refusal === undefined ? undefined : (sentenceOfCode(this.refusal, this.w) ?? this.w.cannotNow);
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
                @click=${() => this.decisions.make(approve, (deciding) => this.of.approve(requestId, chosen, deciding))}
              >
                ${isApproving ? this.w.approving : this.say(isMore ? this.w.approveMore : this.w.approve, { duration })}
              </button>`
            : nothing
        }
        <button
          ?disabled=${isApproving}
          aria-busy=${isDeclining}
          @click=${() => this.decisions.make(decline, (deciding) => this.of.decline(requestId, deciding))}
        >
          ${isDeclining ? this.w.declining : this.w.decline}
        </button>
      </div>
      ${this.told(approve, decline)}
    `;
  }
}

define('sa-request-card', RequestCard);
