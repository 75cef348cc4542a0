import { html, nothing } from 'lit';
import type { SettingsWords } from '../../words/settings.js';
import { settings } from '../../words/settings.js';
import { durationOf } from '../duration.js';
import { Element } from '../element.js';
import type { MomentOptions } from '../moment.js';
import { moment } from '../moment.js';
import { problem } from '../problem.js';
import { cards, controls, theme } from '../styles.js';
import type { Decisions } from './decisions.js';
import { look } from './look.js';
import { codeOf, sentenceOf } from './sentences.js';

/** Of properties that change inside: whoever draws its children draws them anew. */
export const MUTABLE = { attribute: false, hasChanged: () => true };

/** What the elements of this page share: their words, their look, and how a decision under way is told. */
export abstract class SettingsElement extends Element<SettingsWords> {
  static override styles = [theme, controls, cards, look];
  protected readonly words = settings;

  protected at(instant: string | number, options: MomentOptions = {}) {
    return moment(instant, this.language, { as: 'near', ...options });
  }

  protected duration(minutes: number): string {
    return durationOf(minutes, this.language);
  }

  /** That a decision is not confirmed, or why it did not come about. */
  protected told(decisions: Decisions, ...names: string[]): unknown {
    const unconfirmed = names.some((what) => decisions.stateOf(what) === 'unconfirmed');
    const failure = names.map((what) => decisions.failureOf(what)).find((each) => each !== undefined);
    return [
      html`<p role="status" class=${unconfirmed ? 'note warn' : 'unseen'}>
        ${unconfirmed ? this.c.unconfirmed : ''}
      </p>`,
      failure
        ? problem(failure.error, this.language, {
            inWords: sentenceOf(failure.error, this.w),
            ...(codeOf(failure.error) !== 'TICKET_REQUIRED' && { onRetry: failure.again }),
          })
        : nothing,
    ];
  }
}
