import type { PropertyDeclarations } from 'lit';
import { html, nothing } from 'lit';
import type { SettingsWords } from '../../words/settings.js';
import { settings } from '../../words/settings.js';
import { durationOf } from '../duration.js';
import { Element } from '../element.js';
import type { MomentOptions } from '../moment.js';
import { moment } from '../moment.js';
import { problem } from '../problem.js';
import { cards, controls, theme } from '../styles.js';
import type { WorkspaceAccess } from './access.js';
import type { Decisions } from './decisions.js';
import { look } from './look.js';
import { codeOf, sentenceOf } from './sentences.js';

/** What the elements of this page share: their words and their look. */
export abstract class SettingsElement extends Element<SettingsWords> {
  static override styles = [theme, controls, cards, look];
  protected readonly words = settings;

  protected at(instant: string | number, options: MomentOptions = {}) {
    return moment(instant, this.language, { as: 'near', ...options });
  }

  protected duration(minutes: number): string {
    return durationOf(minutes, this.language);
  }
}

/** One that sends decisions, and tells what became of them. */
export abstract class DecidingElement extends SettingsElement {
  static override properties: PropertyDeclarations = {
    ...Element.properties,
    of: { attribute: false },
    // They change inside: whoever draws its children draws them anew.
    decisions: { attribute: false, hasChanged: () => true },
  };

  of!: WorkspaceAccess;
  decisions!: Decisions;

  /** That a decision is not confirmed, or why it did not come about. */
  protected told(...names: string[]): unknown {
    const unconfirmed = names.some((what) => this.decisions.stateOf(what) === 'unconfirmed');
    const failure = names.map((what) => this.decisions.failureOf(what)).find((each) => each !== undefined);
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
