import { html } from 'lit-html';
import { trail as words } from '../../words/trail.js';
import { define, Element } from '../element.js';
import { controls, theme } from '../styles.js';
import { css } from '../css.js';

const SAID_MS = 2_000;

/** Copies a text, and says so for a moment. */
export class CopyButton extends Element<(typeof words)['en']> {
  static override readonly attributes = { ...Element.attributes, text: String, what: String };
  static override readonly properties = [...Element.properties, 'isCopied'];
  static override readonly styles: readonly string[] = [
    theme,
    controls,
    css`
      :host {
        display: inline-block;
      }
      button.small {
        min-height: 1.5rem;
        padding: 0 0.375rem;
        font-size: 0.75rem;
      }
    `,
  ];

  text = '';
  /** Which text it is, for those who do not see what stands beside it. */
  what = '';
  private isCopied = false;
  protected readonly words = words;

  protected override render() {
    const said = this.isCopied ? this.w.copied : this.w.copy;
    return html`<button class="quiet small" aria-label=${`${said}: ${this.what}`} @click=${this.copy}>
        ${said}</button
      ><span class="unseen" role="status">${this.isCopied ? said : ''}</span>`;
  }

  private readonly copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(this.text);
    this.isCopied = true;
    setTimeout(() => (this.isCopied = false), SAID_MS);
  };
}

define('sa-copy', CopyButton);
