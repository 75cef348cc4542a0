import { html, nothing } from 'lit-html';
import type { SettingsWords } from '../../words/settings.js';
import { settings } from '../../words/settings.js';
import type { Locale } from '../../words/words.js';
import { durationOf } from '../duration.js';
import { Element } from '../element.js';
import type { MomentOptions } from '../moment.js';
import { loadingStyles } from '../loading.js';
import { moment } from '../moment.js';
import { problem } from '../problem.js';
import { cards, controls, theme } from '../styles.js';
import type { ServerClock } from '../server-clock.js';
import type { Access, Story, WorkspaceAccess } from './access.js';
import type { Decisions } from './decisions.js';
import { look } from './look.js';
import { codeOf, sentenceOf } from './sentences.js';

/** What the elements of this page share: their words and their look. */
export abstract class SettingsElement extends Element<SettingsWords> {
  static override readonly styles: readonly string[] = [theme, controls, cards, loadingStyles, look];
  protected readonly words = settings;

  at(instant: string | number, options: MomentOptions = {}) {
    return moment(instant, this.language, { as: 'near', ...options });
  }

  duration(minutes: number): string {
    return durationOf(minutes, this.language);
  }
}

/** What the page knows, for its parts. */
export type Page = {
  locale: Locale;
  of: WorkspaceAccess;
  access: Access;
  story: Story;
  decisions: Decisions;
  clock: ServerClock;
  /** The id of who looks at this, where it is known. */
  you: string | undefined;
  ticketUrl: string | undefined;
  trailUrl: string | undefined;
  /** Of the headings of parts. */
  headingLevel: number;
};

/** A part of the page: it sends decisions, and tells what became of them. */
export abstract class PagePart extends SettingsElement {
  static override readonly properties: readonly string[] = ['page'];

  /** A new one each time the page is drawn, so that its parts are drawn, too. */
  page!: Page;

  protected override get language(): Locale {
    return this.page.locale;
  }

  /** Whether a decision waits for its answer. */
  isSent(what: string): boolean {
    return this.page.decisions.stateOf(what) !== undefined;
  }

  /** That a decision is not confirmed, or why it did not come about. */
  protected told(...names: string[]): unknown {
    const unconfirmed = names.some((what) => this.page.decisions.stateOf(what) === 'unconfirmed');
    const failure = names
      .map((what) => this.page.decisions.failureOf(what))
      .find((each) => each !== undefined);
    const code = codeOf(failure?.error);
    return [
      html`<p role="status" class=${unconfirmed ? 'note warn' : 'unseen'}>
        ${unconfirmed ? this.c.unconfirmed : ''}
      </p>`,
      failure
        ? problem(failure.error, this.language, {
            inWords: sentenceOf(code, this.w),
            ...(code !== 'TICKET_REQUIRED' && { onRetry: failure.again }),
          })
        : nothing,
    ];
  }
}
