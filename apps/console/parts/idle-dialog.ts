import { html, nothing } from 'lit-html';
import { frame as words } from '../words/frame.js';
import { remaining } from './duration.js';
import { define, Element } from './element.js';
import { facts } from './facts.js';
import { signedOutAddress, signInAddress } from './sign-in-address.js';
import { controls, theme } from './styles.js';
import { Ticking } from './ticking.js';
import { css } from './css.js';

/** How long before the end people are asked (WCAG 2.2.1 wants 20 s at least). */
const WARNING_MS = 120_000;
const TELL_MS = 60_000;

/** Tells the server that somebody is here, and asks before the session ends for want of input, or because it is 12 hours old. */
export class IdleDialog extends Element<(typeof words)['en']> {
  static override readonly styles: readonly string[] = [
    theme,
    controls,
    css`
      dialog {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--text);
        max-width: 26rem;
        padding: 1.5rem;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      p {
        margin-block: 0.5rem 1rem;
      }
    `,
  ];
  protected readonly words = words;
  private seenAt = Date.now();
  private toldAt = Date.now();
  private readonly aheadMs = facts.now - Date.now();

  constructor() {
    super();
    new Ticking(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const event of ['pointerdown', 'keydown']) addEventListener(event, this.seen, { passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const event of ['pointerdown', 'keydown']) removeEventListener(event, this.seen);
  }

  private readonly seen = (): void => {
    // While it asks, only its button counts.
    if (this.leftMs() < WARNING_MS) return;
    this.seenAt = Date.now();
    if (this.seenAt - this.toldAt > TELL_MS) void this.tell();
  };

  private readonly tell = async (): Promise<void> => {
    this.seenAt = this.toldAt = Date.now();
    await fetch('/console/session/activity', { method: 'POST', headers: { 'X-Console': '1' } }).catch(
      () => undefined,
    );
    this.requestUpdate();
  };

  private isOld(): boolean {
    return facts.endsAt - Date.now() - this.aheadMs < facts.idleMs - (Date.now() - this.seenAt);
  }

  private leftMs(): number {
    return Math.min(this.seenAt + facts.idleMs - Date.now(), facts.endsAt - this.aheadMs - Date.now());
  }

  protected override render() {
    const leftMs = this.leftMs();
    if (leftMs <= 0) location.assign(signedOutAddress());
    if (leftMs > WARNING_MS) return nothing;
    const left = remaining(leftMs, this.language);
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${this.w.idleTitle}</h2>
      <p>${this.say(this.isOld() ? this.w.endText : this.w.idleText, { left })}</p>
      ${
        this.isOld()
          ? html`<a class="button" href=${signInAddress()}>${this.w.signIn}</a>`
          : html`<button class="primary" @click=${this.tell}>${this.w.stay}</button>`
      }
    </dialog>`;
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }
}

define('sa-idle-dialog', IdleDialog);
