import { html, nothing } from 'lit-html';
import { DURATIONS, USUAL_DURATION } from '../durations.js';
import { define } from '../element.js';
import { durationChoice } from './duration-choice.js';
import { codeOf } from './sentences.js';
import { PagePart } from './settings-element.js';

/** For how long, for which ticket, and why. */
export class GrantForm extends PagePart {
  static override readonly properties = [...PagePart.properties, 'minutes'];

  private minutes = USUAL_DURATION;
  #neededTicket = false;

  protected override render() {
    const isSent = this.isSent('grant');
    const needsTicket = this.#needsTicket();
    return html`<form @submit=${this.#grant}>
      ${durationChoice({
        legend: this.w.for,
        minutes: DURATIONS,
        chosen: this.minutes,
        nameOf: (minutes) => this.duration(minutes),
        onChoose: (minutes) => (this.minutes = minutes),
      })}
      <div class="pair">
        <div class="field">
          <label for="ticket"
            >${this.w.ticket}
            ${needsTicket ? nothing : html`<span class="hint">${this.w.optional}</span>`}</label
          >
          <input
            id="ticket"
            name="ticket"
            maxlength="128"
            pattern="[A-Za-z0-9._:@\\-]+"
            title=${this.w.ticketForm}
            autocomplete="off"
            spellcheck="false"
            ?required=${needsTicket}
            aria-invalid=${needsTicket}
          />
        </div>
        <div class="field">
          <label for="why">${this.w.why} <span class="hint">${this.w.optional}</span></label>
          <input id="why" name="why" maxlength="1024" autocomplete="off" />
        </div>
      </div>
      <div class="row">
        <button class="primary" part="primary" aria-busy=${isSent}>
          ${isSent ? this.w.granting : this.say(this.w.grant, { duration: this.duration(this.minutes) })}
        </button>
        <span class="muted small"
          >${this.say(this.w.ends, {
            at: this.at(this.page.clock.now() + this.minutes * 60_000, { as: 'day', withZone: true }),
          })}</span
        >
      </div>
      ${this.told('grant')}
    </form>`;
  }

  /** A policy of the service wants one; the form learns of it by being refused. */
  #needsTicket(): boolean {
    return codeOf(this.page.decisions.failureOf('grant')?.error) === 'TICKET_REQUIRED';
  }

  protected override updated(): void {
    const needsTicket = this.#needsTicket();
    if (needsTicket && !this.#neededTicket) this.renderRoot.querySelector<HTMLElement>('#ticket')?.focus();
    this.#neededTicket = needsTicket;
  }

  readonly #grant = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const given = (name: string): string => {
      const text = fields.get(name);
      return typeof text === 'string' ? text.trim() : '';
    };
    const terms = {
      durationMinutes: this.minutes,
      ...(given('ticket') && { ticketId: given('ticket') }),
      ...(given('why') && { reason: given('why') }),
    };
    void this.page.decisions.make('grant', (deciding) => this.page.of.grant(terms, deciding));
  };
}

define('sa-grant-form', GrantForm);
