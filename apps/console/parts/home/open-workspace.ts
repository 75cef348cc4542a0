import { html, nothing } from 'lit-html';
import type { HomeWords } from '../../words/home.js';
import { home } from '../../words/home.js';
import { define, Element } from '../element.js';
import { facts } from '../facts.js';
import { isId } from '../id.js';
import { forgetOpened, openedLately } from '../opened.js';
import { controls, theme } from '../styles.js';
import { css } from '../css.js';

/** A field for a workspace's id, and those that were opened lately. */
export class OpenWorkspace extends Element<HomeWords> {
  static override readonly attributes = { ...Element.attributes, page: String };
  static override readonly styles: readonly string[] = [
    theme,
    controls,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.25rem 0.5rem;
      }
      label,
      .wrong {
        grid-column: 1 / -1;
      }
      .wrong {
        color: var(--danger);
        font-size: 0.875rem;
      }
      h3 {
        margin-top: 1.25rem;
        font-size: 0.875rem;
        font-weight: 550;
        color: var(--muted);
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        margin-top: 0.375rem;
      }
      li {
        display: inline-flex;
        align-items: center;
        max-width: 100%;
        border: 1px solid var(--line);
        border-radius: 1.125rem;
        padding-inline-start: 0.75rem;
      }
      a {
        padding-block: 0.25rem;
        overflow-wrap: anywhere;
      }
      li button.quiet {
        min-height: 1.5rem;
        padding: 0.125rem 0.5rem;
        margin-inline: 0.125rem;
        border-radius: 99px;
        color: var(--muted);
      }
    `,
  ];

  /** The page of a workspace that is opened. */
  page: 'support-access' | 'audit-trail' = 'support-access';
  protected readonly words = home;
  private wrong: string | undefined;

  protected override render() {
    const lately = openedLately(facts.user.id);
    return html`
      <form novalidate @submit=${this.submit}>
        <label for="workspace">${this.w.field} <span class="hint">(${this.w.hint})</span></label>
        <input
          id="workspace"
          name="workspaceId"
          maxlength="128"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          aria-invalid=${this.wrong === undefined ? nothing : 'true'}
          aria-describedby=${this.wrong === undefined ? nothing : 'wrong'}
        />
        <button class="primary">${this.w.open}</button>
        ${this.wrong === undefined ? nothing : html`<span class="wrong" id="wrong">${this.wrong}</span>`}
      </form>
      ${
        lately.length === 0
          ? nothing
          : html`<h3 id="lately">${this.w.lately}</h3>
              <ul role="list" aria-labelledby="lately">
                ${lately.map(
                  (id) =>
                    html`<li>
                      <a href=${this.addressOf(id)}>${id}</a>
                      <button
                        class="quiet"
                        aria-label=${this.plain(this.w.remove, { workspace: id })}
                        @click=${() => this.forget(id)}
                      >
                        <span aria-hidden="true">×</span>
                      </button>
                    </li>`,
                )}
              </ul>`
      }
    `;
  }

  private addressOf(workspaceId: string): string {
    return `/console/w/${encodeURIComponent(workspaceId)}/${this.page}`;
  }

  private forget(workspaceId: string): void {
    forgetOpened(facts.user.id, workspaceId);
    this.dispatchEvent(new Event('opened-changed', { bubbles: true, composed: true }));
    this.renderRoot.querySelector('input')?.focus();
  }

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    const input = this.renderRoot.querySelector('input')!;
    const id = input.value.trim();
    if (isId(id)) return location.assign(this.addressOf(id));
    this.wrong = id === '' ? this.w.isFilled : this.w.noSuchId;
    this.requestUpdate();
    input.focus();
  };
}

define('sa-open-workspace', OpenWorkspace);
