import { html, nothing } from 'lit-html';
import { frame as words } from '../words/frame.js';
import { define, Element } from './element.js';
import { facts } from './facts.js';
import './idle-dialog.js';
import type { LiveState } from './live.js';
import { moment } from './moment.js';
import { rememberOpened } from './opened.js';
import { signInAddress } from './sign-in-address.js';
import { cards, controls, theme } from './styles.js';
import { tellSignedOut, tellWhoIsHere } from './windows.js';
import { css } from './css.js';

/** What surrounds every page of the console: the vendor, the links, who is signed in, and whether what is shown is the newest. */
export class Frame extends Element<(typeof words)['en']> {
  static override readonly attributes = {
    ...Element.attributes,
    current: String,
    wide: Boolean,
    live: String,
  };
  static override readonly properties = [...Element.properties, 'knownAt'];
  static override readonly styles: readonly string[] = [
    theme,
    controls,
    cards,
    css`
      :host {
        min-height: 100vh;
        min-height: 100dvh;
        display: flex;
        flex-direction: column;
      }
      .skip {
        position: absolute;
        inset-inline-start: 1rem;
        top: -10rem;
      }
      .skip:focus {
        top: 0.5rem;
        z-index: 2;
      }
      header {
        background: var(--surface);
        border-bottom: 1px solid var(--line);
      }
      .bar {
        max-width: 72rem;
        margin-inline: auto;
        padding: 0.5rem clamp(1rem, 4vw, 2rem);
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 1.5rem;
      }
      .brand {
        font-weight: 650;
        color: inherit;
        text-decoration: none;
      }
      nav {
        flex: 1;
      }
      nav ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem;
      }
      nav a {
        display: block;
        padding: 0.375rem 0.625rem;
        border-radius: 6px;
        color: var(--muted);
        text-decoration: none;
        font-size: 0.9375rem;
      }
      nav a:hover {
        background: var(--quiet);
      }
      nav a[aria-current] {
        color: var(--text);
        font-weight: 600;
        background: var(--quiet);
      }
      @media (max-width: 40rem) {
        nav {
          order: 1;
          flex-basis: 100%;
        }
        .who {
          margin-inline-start: auto;
        }
      }
      .who {
        display: flex;
        align-items: center;
        gap: 0.25rem 0.75rem;
        font-size: 0.875rem;
      }
      main {
        flex: 1;
        width: 100%;
        max-width: 46rem;
        margin-inline: auto;
        padding: clamp(1.25rem, 4vw, 2.5rem) clamp(1rem, 4vw, 2rem);
      }
      :host([wide]) main {
        max-width: 72rem;
      }
      footer {
        position: sticky;
        bottom: 0;
        background: var(--surface);
        border-top: 1px solid var(--line);
        font-size: 0.8125rem;
        color: var(--muted);
      }
      footer .bar {
        padding-block: 0.375rem;
        justify-content: space-between;
      }
      .dot {
        color: var(--good);
      }
      .reconnecting .dot,
      .signed-out .dot {
        color: var(--warn);
      }
      main:focus {
        outline: none;
      }
    `,
  ];

  /** The page's name in the links. */
  current = '';
  /** For tables. */
  wide = false;
  /** Absent on pages that show nothing that changes. */
  live: LiveState | undefined;
  knownAt: number | undefined;
  protected readonly words = words;

  override connectedCallback(): void {
    super.connectedCallback();
    tellWhoIsHere();
    document.documentElement.dir = this.dir || 'ltr';
  }

  protected override willUpdate(changed: ReadonlySet<string>): void {
    super.willUpdate(changed);
    const { user, workspaceId } = facts;
    if (changed.has('live') && this.live === 'live' && workspaceId !== undefined)
      rememberOpened(user.id, workspaceId);
  }

  protected override render() {
    const { brand, user } = facts;
    return html`
      <header>
        <button class="skip" @click=${this.skip}>${this.w.skip}</button>
        <div class="bar">
          <a class="brand" href="/console/">${brand}</a>
          <nav aria-label=${brand}>
            <ul>
              ${this.links().map(
                ([name, href, text]) =>
                  html`<li>
                    <a href=${href} aria-current=${name === this.current ? 'page' : nothing}>${text}</a>
                  </li>`,
              )}
            </ul>
          </nav>
          <div class="who">
            <span class="person">${user.name ?? user.id}</span>
            <form method="post" action="/console/sign-out" @submit=${tellSignedOut}>
              <button class="quiet small">${this.w.signOut}</button>
            </form>
          </div>
        </div>
      </header>
      <main id="main" tabindex="-1"><slot></slot></main>
      <footer>
        <div class="bar">
          <span role="status" class=${this.live ?? ''}>${this.status()}</span>
          <span>Support Access ${facts.version}</span>
        </div>
      </footer>
      <sa-idle-dialog></sa-idle-dialog>
    `;
  }

  private links(): [name: string, href: string, text: string][] {
    const { roles } = facts.user;
    const is = (...some: string[]): boolean => some.some((role) => roles.includes(role));
    const workspace =
      facts.workspaceId === undefined ? undefined : `/console/w/${encodeURIComponent(facts.workspaceId)}`;
    return [
      ...(is('owner', 'auditor', 'vendor-admin')
        ? [['home', '/console/', this.w.home] as [string, string, string]]
        : []),
      ...(is('engineer', 'vendor-admin')
        ? [['desk', '/console/desk', this.w.desk] as [string, string, string]]
        : []),
      ...(workspace === undefined
        ? []
        : ([
            ['settings', `${workspace}/support-access`, this.w.supportAccess],
            ...(is('owner', 'auditor') ? [['trail', `${workspace}/audit-trail`, this.w.auditTrail]] : []),
          ] as [string, string, string][])),
    ];
  }

  private status(): unknown {
    const at = this.knownAt === undefined ? '–' : moment(this.knownAt, this.language, { as: 'time' });
    if (this.live === undefined) return nothing;
    const open = html`<span aria-hidden="true">◌</span> `;
    switch (this.live) {
      case 'live':
        return html`<span class="dot" aria-hidden="true">●</span> ${this.c.live}`;
      case 'connecting':
        return [open, this.w.connecting];
      case 'reconnecting':
        return [open, ...this.say(this.c.reconnecting, { at })];
      case 'signed-out':
        return [open, this.w.signInAgain, html` <a href=${signInAddress()}>${this.w.signIn}</a>`];
      default:
        return this.live satisfies never;
    }
  }

  // A button, since a link cannot name a target in a shadow tree.
  private readonly skip = (): void => this.renderRoot.querySelector('main')?.focus();
}

define('sa-frame', Frame);
