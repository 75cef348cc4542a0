import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { ListedRequest } from '#client';
import { durationOf, remaining } from '../duration.js';
import { define } from '../element.js';
import { moment } from '../moment.js';
import { fullNameOf } from '../person.js';
import { Ticking } from '../ticking.js';
import { answerTo } from './endings.js';
import { DeskSection } from './section.js';

const MINUTE_MS = 60_000;

/** Requests that wait, and the answers of the last day. */
export class DeskRequests extends DeskSection<ListedRequest> {
  constructor() {
    super();
    new Ticking(this);
  }

  protected heading(): string {
    return this.context.isEngineer ? this.w.myRequests : this.w.allRequests;
  }

  protected whenEmpty(): unknown {
    return html`<p>${this.context.isEngineer ? this.w.noRequests : this.w.noRequestsAtAll}</p>`;
  }

  protected idOf({ requestId }: ListedRequest): string {
    return requestId;
  }

  protected countOf(rows: readonly ListedRequest[]): number {
    return rows.filter(({ status }) => status === 'pending').length;
  }

  protected row(request: ListedRequest): TemplateResult {
    const { durationMinutes, grantId, reason, requestId, requestedBy, status } = request;
    const isPending = status === 'pending';
    const time = durationOf(durationMinutes, this.language);
    return html`<li>
      <div class="title">
        ${this.name(request)}
        <span class="small ${isPending ? '' : 'muted'}">${isPending ? this.waiting(request) : nothing}</span>
      </div>
      ${this.context.isEngineer ? nothing : html`<p class="small person">${fullNameOf(requestedBy)}</p>`}
      <p class="small muted">
        ${this.say(grantId === undefined ? this.w.asksAccess : this.w.asksMore, { time })}
      </p>
      <p class="quote">${this.say(this.w.quoted, { text: reason })}</p>
      ${
        isPending
          ? html`<div class="line foot">
                <span class="small muted"
                  >${this.say(this.w.closesAt, { at: moment(request.requestExpiresAt, this.language, { as: 'near' }) })}</span
                >
                ${this.context.isEngineer ? html`<span class="actions">${this.withdrawal(request)}</span>` : nothing}
              </div>
              ${this.outcome(requestId)}`
          : this.answer(request)
      }
    </li>`;
  }

  private waiting({ at }: ListedRequest): unknown {
    const ms = this.context.clock.now() - Date.parse(at);
    if (ms < MINUTE_MS) return this.w.askedNow;
    const time =
      ms < 60 * MINUTE_MS
        ? durationOf(Math.floor(ms / MINUTE_MS), this.language)
        : remaining(ms, this.language);
    return this.say(this.w.isWaiting, { time });
  }

  private answer(request: ListedRequest): TemplateResult {
    const { endReason, status } = request;
    const isGood = status === 'approved';
    const mark = isGood ? '✓' : status === 'declined' ? '✕' : '–';
    return html`<div class="answer">
      <p class="small ${isGood ? 'good' : status === 'declined' ? 'bad' : 'muted'}">
        <span aria-hidden="true">${mark} </span>${answerTo(request, this.saying)}
      </p>
      ${endReason === undefined ? nothing : html`<p class="quote">${this.say(this.w.quoted, { text: endReason })}</p>`}
    </div>`;
  }

  private withdrawal({ requestId, workspaceId }: ListedRequest): TemplateResult {
    const text = {
      idle: this.w.withdraw,
      busy: this.w.withdrawing,
      label: this.plain(this.w.withdrawOf, { workspace: workspaceId }),
    };
    const path = `/v1/workspaces/${encodeURIComponent(workspaceId)}/access-requests/${encodeURIComponent(requestId)}`;
    return this.button(requestId, text, () => void this.takeBack(requestId, path));
  }
}

define('sa-desk-requests', DeskRequests);
