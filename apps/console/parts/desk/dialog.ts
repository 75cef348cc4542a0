import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { ProblemError } from '#client';
import type { DeskWords } from '../../words/desk.js';
import { desk } from '../../words/desk.js';
import type { Said } from '../../words/words.js';
import { Element } from '../element.js';
import { isId } from '../id.js';
import { problem } from '../problem.js';
import type { Service } from '../service.js';
import { cards, controls, theme } from '../styles.js';
import { dialogs } from './dialog-styles.js';
import { refusalInWords } from './refusal.js';

/** A dialog of the desk that sends one thing: it stays until the service has said yes. */
export abstract class DeskDialog extends Element<DeskWords> {
  static override readonly properties = [...Element.properties, 'service'];
  static override readonly styles: readonly string[] = [theme, controls, cards, dialogs];

  service!: Service;
  protected readonly words = desk;
  protected state: 'idle' | 'sending' | 'unconfirmed' = 'idle';
  protected error: unknown;
  private ending: AbortController | undefined;
  /** How often it was opened: each time its fields begin anew. */
  private opening = 0;
  /** A policy of the service wants a ticket; the dialog learns of it by being refused. */
  private needsTicket = false;
  private wrongTicket: string | undefined;

  protected abstract headline(): Said;
  protected abstract contents(): TemplateResult;

  protected async show(): Promise<void> {
    this.state = 'idle';
    this.error = this.wrongTicket = undefined;
    this.needsTicket = false;
    this.opening++;
    this.requestUpdate();
    await this.updateComplete;
    const dialog = this.dialog();
    if (!dialog.open) dialog.showModal();
  }

  protected readonly close = (): void => this.dialog().close();

  private dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }

  /** Sent until it is answered, or until the dialog is closed. @returns undefined when it was refused or given up */
  protected async send<Answer>(path: string, body: unknown): Promise<Answer | undefined> {
    if (this.state !== 'idle') return undefined;
    const { signal } = (this.ending = new AbortController());
    this.error = undefined;
    this.set('sending');
    try {
      const onRetry = (): void => this.set('unconfirmed');
      return await this.service.decide<Answer>('POST', path, { body, signal, onRetry });
    } catch (error) {
      if (!signal.aborted) this.refused(error);
      return undefined;
    } finally {
      this.set('idle');
    }
  }

  private refused(error: unknown): void {
    this.error = error;
    if (!(error instanceof ProblemError) || error.code !== 'TICKET_REQUIRED') return;
    this.needsTicket = true;
    this.focusOn('#ticket');
  }

  private set(state: typeof this.state): void {
    this.state = state;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${this.closed}>
      <form novalidate @submit=${this.submit} @input=${this.changed}>
        <h2 id="title">${this.headline()}</h2>
        ${keyed(this.opening, this.contents())}
      </form>
    </dialog>`;
  }

  private readonly closed = (): void => {
    this.ending?.abort();
    this.forget();
  };

  /** Called when it was closed, for what should not stay in memory. */
  protected forget(): void {
    // Nothing by default.
  }

  protected abstract submitted(): Promise<void>;

  protected ticketField(value: string): TemplateResult {
    const { needsTicket, wrongTicket } = this;
    return html`<div class="field">
      <label for="ticket"
        >${this.w.ticket}
        ${needsTicket ? nothing : html`<span class="hint">(${this.w.optional})</span>`}</label
      >
      <input
        id="ticket"
        name="ticketId"
        maxlength="128"
        autocomplete="off"
        spellcheck="false"
        ?required=${needsTicket}
        aria-invalid=${wrongTicket === undefined ? nothing : 'true'}
        aria-describedby=${wrongTicket === undefined ? nothing : 'wrong-ticket'}
        .value=${value}
      />
      ${this.wrong('ticket', wrongTicket)}
    </div>`;
  }

  /** What is wrong with a field. */
  protected wrong(name: string, said: string | undefined): unknown {
    return said === undefined ? nothing : html`<span class="wrong" id=${`wrong-${name}`}>${said}</span>`;
  }

  /** Whether the ticket can be sent; says what is wrong with it otherwise. */
  protected isTicketRight(): boolean {
    const ticketId = this.field('ticketId');
    if (ticketId === '') this.wrongTicket = this.needsTicket ? this.w.isFilled : undefined;
    else this.wrongTicket = isId(ticketId) ? undefined : this.w.noSuchId;
    this.requestUpdate();
    return this.wrongTicket === undefined;
  }

  protected focusOn(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  /** A refusal was about what was there before. */
  private readonly changed = (): void => {
    this.error = undefined;
    this.requestUpdate();
  };

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    void this.submitted();
  };

  /** The buttons at the end, and above them what went wrong. @param instead what to do after a refusal, a button */
  protected buttons(text: { idle: string; busy: string }, instead: unknown = nothing): TemplateResult {
    const isBusy = this.state !== 'idle';
    return html`
      ${
        this.error === undefined
          ? nothing
          : problem(this.error, this.language, {
              inWords: refusalInWords(this.error, this.w, this.language),
            })
      }
      <p role="status" class=${this.state === 'unconfirmed' ? 'note warn' : 'unseen'}>
        ${this.state === 'unconfirmed' ? this.c.unconfirmed : nothing}
      </p>
      <div class="buttons">
        <button type="button" @click=${this.close}>${this.c.cancel}</button>
        ${instead}
        <button
          class=${instead === nothing ? 'primary' : ''}
          aria-busy=${isBusy ? 'true' : nothing}
          aria-disabled=${isBusy ? 'true' : nothing}
        >
          ${isBusy ? text.busy : text.idle}
        </button>
      </div>
    `;
  }

  protected field(name: string): string {
    const form = this.renderRoot.querySelector('form')!;
    const value = new FormData(form).get(name);
    return typeof value === 'string' ? value.trim() : '';
  }

  protected tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
