import { html } from 'lit-html';
import { USUAL_DURATION } from '../durations.js';
import { define } from '../element.js';
import type { Grant } from './access.js';
import { durationChoice } from './duration-choice.js';
import { PagePart } from './settings-element.js';
import { extensionsOf } from './terms.js';

/** By how much longer: what fits before the latest end that a grant may have. */
export class ExtendForm extends PagePart {
  static override readonly properties = [...PagePart.properties, 'grant', 'chosen'];

  grant!: Grant;
  private chosen: number | undefined;

  protected override render() {
    const isSent = this.isSent('extend');
    const choices = extensionsOf(this.grant);
    const usual = choices.includes(USUAL_DURATION) ? USUAL_DURATION : choices.at(-1);
    const minutes = choices.find((each) => each === this.chosen) ?? usual ?? 0;
    const most = choices.at(-1);
    return html`<form
      class="note"
      aria-label=${this.w.longer}
      @submit=${(event: Event) => this.#extend(event, minutes)}
    >
      ${durationChoice({
        legend: this.w.longer,
        minutes: choices,
        chosen: minutes,
        nameOf: (each) => (each === most ? this.w.asLongAs : this.duration(each)),
        onChoose: (each) => (this.chosen = each),
      })}
      <div class="row">
        <button class="primary" part="primary" aria-busy=${isSent}>
          ${isSent ? this.w.extending : this.say(this.w.extendBy, { duration: this.duration(minutes) })}
        </button>
        <button type="button" class="quiet" @click=${() => this.dispatchEvent(new Event('cancel'))}>
          ${this.c.cancel}
        </button>
        <span class="muted small"
          >${this.say(this.w.ends, {
            at: this.at(Date.parse(this.grant.expiresAt) + minutes * 60_000, { as: 'day', withZone: true }),
          })}</span
        >
      </div>
      ${this.told('extend')}
    </form>`;
  }

  #extend(event: Event, additionalMinutes: number): void {
    event.preventDefault();
    const { grantId } = this.grant;
    void this.page.decisions.make('extend', (deciding) =>
      this.page.of.extend({ grantId, additionalMinutes }, deciding),
    );
  }
}

define('sa-extend-form', ExtendForm);
