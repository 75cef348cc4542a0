import { html, nothing } from 'lit-html';
import type { CommonWords } from '../words/common.js';
import { common as words } from '../words/common.js';
import { remaining } from './duration.js';
import { define, Element } from './element.js';
import type { ServerClock } from './server-clock.js';
import { theme } from './styles.js';
import { Ticking } from './ticking.js';
import { css } from './css.js';

/** Spoken when so much is left, in minutes. */
const SPOKEN = [1_440, 60, 10, 1, 0];

/** How long until an instant by the service's clock. Silent for screen readers but at a few marks. */
export class Countdown extends Element<CommonWords> {
  static override readonly attributes = {
    ...Element.attributes,
    until: String,
    sentence: Boolean,
    of: String,
    silent: Boolean,
  };
  static override readonly properties = [...Element.properties, 'clock'];
  static override readonly styles: readonly string[] = [
    theme,
    css`
      :host {
        display: inline;
        color: inherit;
        font-size: inherit;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .unseen {
        white-space: normal;
      }
    `,
  ];

  /** An instant. */
  until = '';
  clock: ServerClock | undefined;
  /** Says `54 min left` in place of `54 min`. */
  sentence = false;
  /** Of what; is spoken before the time, where a page counts down more than one thing. */
  of = '';
  /** Speaks nothing; for long lists. */
  silent = false;
  protected readonly words = words;
  #lastMs = Infinity;
  #spoken = '';

  constructor() {
    super();
    new Ticking(this);
  }

  protected override render() {
    const leftMs = Date.parse(this.until) - (this.clock?.now() ?? Date.now());
    const left = leftMs <= 0 ? this.w.over : remaining(leftMs, this.language);
    const text = this.sentence && leftMs > 0 ? this.plain(this.w.left, { left }) : left;
    const passed = SPOKEN.find((minutes) => leftMs <= minutes * 60_000 && this.#lastMs > minutes * 60_000);
    if (passed !== undefined && this.#lastMs !== Infinity) {
      const said = leftMs <= 0 ? this.w.over : this.plain(this.w.left, { left });
      this.#spoken = this.of === '' ? said : `${this.of}: ${said}`;
    }
    this.#lastMs = leftMs;
    return html`<span role="timer">${text}</span
      >${this.silent ? nothing : html`<span class="unseen" role="status">${this.#spoken}</span>`}`;
  }
}

define('sa-countdown', Countdown);
