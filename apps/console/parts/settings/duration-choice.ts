import type { TemplateResult } from 'lit-html';
import { html } from 'lit-html';

type Choice = {
  legend: string;
  minutes: readonly number[];
  chosen: number;
  nameOf: (minutes: number) => string;
  onChoose: (minutes: number) => void;
};

/** Radio buttons for how long. */
export const durationChoice = ({ legend, minutes, chosen, nameOf, onChoose }: Choice): TemplateResult =>
  html`<fieldset>
    <legend class="label">${legend}</legend>
    <div class="choices">
      ${minutes.map(
        (each) =>
          html`<label
            ><input
              type="radio"
              name="minutes"
              .value=${String(each)}
              .checked=${each === chosen}
              @change=${() => onChoose(each)}
            /><span>${nameOf(each)}</span></label
          >`,
      )}
    </div>
  </fieldset>`;
