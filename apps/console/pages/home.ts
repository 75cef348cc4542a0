import { html, nothing } from 'lit-html';
import { define, Element } from '../parts/element.js';
import { facts } from '../parts/facts.js';
import '../parts/frame.js';
import '../parts/home/open-workspace.js';
import type { OpenWorkspace } from '../parts/home/open-workspace.js';
import { cards, theme } from '../parts/styles.js';
import type { HomeWords } from '../words/home.js';
import { home as words } from '../words/home.js';
import { css } from '../parts/css.js';

const { roles } = facts.user;

/** Where one chooses a workspace: a section for each role that has something to see there. */
class HomePage extends Element<HomeWords> {
  static override readonly styles: readonly string[] = [
    theme,
    cards,
    css`
      h1 {
        margin-bottom: 1.25rem;
      }
      .card + .card {
        margin-top: 1rem;
      }
      p {
        margin-block: 0.25rem 1rem;
      }
      p.last {
        margin-block: 1.25rem 0;
      }
    `,
  ];
  protected readonly words = words;

  protected override render() {
    const { w } = this;
    const sections = [
      roles.includes('owner')
        ? this.section('owner', w.ownerTitle, w.ownerText, 'support-access')
        : undefined,
      roles.includes('auditor')
        ? this.section('auditor', w.auditorTitle, w.auditorText, 'audit-trail')
        : undefined,
      roles.includes('vendor-admin')
        ? this.section('vendor-admin', w.vendorTitle, w.vendorText, 'support-access', this.desk())
        : undefined,
    ].filter((section) => section !== undefined);
    return html`<sa-frame current="home" @opened-changed=${this.drawAnew}>
      <h1>${w.title}</h1>
      ${sections.length > 0 ? sections : html`<p class="note">${w.noRole}</p>`}
    </sa-frame>`;
  }

  private section(
    role: string,
    title: string,
    text: string,
    page: OpenWorkspace['page'],
    more: unknown = nothing,
  ) {
    return html`<section class="card" aria-labelledby=${role}>
      <h2 id=${role}>${title}</h2>
      <p class="muted">${text}</p>
      <sa-open-workspace .page=${page}></sa-open-workspace>
      ${more}
    </section>`;
  }

  private desk() {
    const desk = html`<a href="/console/desk">${this.w.deskLink}</a>`;
    return html`<p class="small last">${this.say(this.w.deskText, { desk })}</p>`;
  }

  /** The same list stands in each section. */
  private readonly drawAnew = (): void => {
    for (const each of this.renderRoot.querySelectorAll<OpenWorkspace>('sa-open-workspace'))
      each.requestUpdate();
  };
}

// An engineer has nothing to choose here.
if (roles.length > 0 && roles.every((role) => role === 'engineer')) location.replace('/console/desk');
else define('sa-page-home', HomePage);
