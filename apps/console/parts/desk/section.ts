import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { DeskWords } from '../../words/desk.js';
import { desk } from '../../words/desk.js';
import type { Said } from '../../words/words.js';
import { Element } from '../element.js';
import { loading, loadingStyles } from '../loading.js';
import { problem } from '../problem.js';
import type { ServerClock } from '../server-clock.js';
import type { Service } from '../service.js';
import { cards, controls, theme } from '../styles.js';
import { ticket } from '../ticket.js';
import { isUnderWay, Presses } from './presses.js';
import { refusalInWords } from './refusal.js';
import { rows } from './rows.js';

/** Something was confirmed: what to say, and from which position on lists know it. */
export type Confirmed = { position: string; said?: string };

/** What all lists of the desk are given. */
export type DeskContext = {
  service: Service;
  clock: ServerClock;
  ticketUrl: string | undefined;
  /** They see their own requests and sessions; a vendor-admin sees everybody's. */
  isEngineer: boolean;
  /** What the rows were searched for. */
  search: string;
};

/** A list of the desk: its heading, and rows, or why there are none. */
export abstract class DeskSection<Row> extends Element<DeskWords> {
  static override readonly properties = [...Element.properties, 'rows', 'context'];
  static override readonly styles: readonly string[] = [theme, controls, cards, loadingStyles, rows];

  /** Undefined while nothing was read yet. */
  rows: readonly Row[] | undefined;
  context!: DeskContext;
  protected readonly words = desk;
  protected readonly presses = new Presses(this);

  protected abstract heading(): string;
  protected abstract whenEmpty(): unknown;
  protected abstract idOf(row: Row): string;
  protected abstract row(row: Row): TemplateResult;
  /** Rows that are not over. */
  protected abstract countOf(rows: readonly Row[]): number;
  protected afterRows(): unknown {
    return nothing;
  }

  /** The words in which endings are told. */
  protected get saying() {
    return { words: this.w, locale: this.language };
  }

  /** For after an action. */
  focusHeading(): void {
    this.renderRoot.querySelector('h2')?.focus();
  }

  protected override render(): TemplateResult {
    const count = this.rows && this.countOf(this.rows);
    return html`<section class="card" aria-labelledby="heading" aria-busy=${this.rows === undefined}>
      <h2 id="heading" tabindex="-1">
        ${this.heading()}${count ? html` <span class="count">(${count})</span>` : nothing}
      </h2>
      ${this.list()}
    </section>`;
  }

  private list(): TemplateResult {
    if (this.rows === undefined) return html`<div class="stack empty" aria-hidden="true">${loading}</div>`;
    if (this.rows.length === 0)
      return html`<div class="empty">
        ${this.context.search === '' ? this.whenEmpty() : this.say(this.w.noMatch, { q: this.context.search })}
      </div>`;
    return html`<ul role="list">
        ${repeat(
          this.rows,
          (row) => this.idOf(row),
          (row) => this.row(row),
        )}
      </ul>
      ${this.afterRows()}`;
  }

  /** The workspace as a link, its ticket, and a mark. */
  protected name(
    { workspaceId, ticketId }: { workspaceId: string; ticketId?: string },
    badge: unknown = nothing,
  ): TemplateResult {
    const href = `/console/w/${encodeURIComponent(workspaceId)}/support-access`;
    return html`<span class="name"
      ><a href=${href}>${workspaceId}</a>${
        ticketId === undefined
          ? nothing
          : html`<span class="ticket">${ticket(ticketId, this.context.ticketUrl)}</span>`
      }${badge}</span
    >`;
  }

  /** A button whose press is sent until the service has answered. */
  protected button(
    id: string,
    text: { idle: string; busy: string; label: string },
    press: () => void,
  ): TemplateResult {
    const isBusy = isUnderWay(this.presses.of(id));
    return html`<button
      class="small"
      aria-label=${isBusy ? nothing : text.label}
      aria-busy=${isBusy ? 'true' : nothing}
      aria-disabled=${isBusy ? 'true' : nothing}
      @click=${press}
    >
      ${isBusy ? text.busy : text.idle}
    </button>`;
  }

  /** That a press is not confirmed yet, or why it was refused. */
  protected outcome(id: string): unknown {
    const press = this.presses.of(id);
    if (press?.state === 'unconfirmed')
      return html`<p class="note warn" role="status">${this.c.unconfirmed}</p>`;
    if (press?.state !== 'failed') return nothing;
    const inWords: Said | undefined = refusalInWords(press.error, this.w, this.language);
    return problem(press.error, this.language, { inWords });
  }

  /** Takes a row back. @param path of what the row is about */
  protected async takeBack(id: string, path: string): Promise<void> {
    const answer = await this.presses.send(id, (onRetry) =>
      this.context.service.decide<{ position: string }>('DELETE', path, { onRetry }),
    );
    if (!answer) return;
    const detail: Confirmed = { position: answer.position };
    this.dispatchEvent(new CustomEvent<Confirmed>('desk-confirmed', { detail }));
  }
}
