import { html, nothing } from 'lit-html';
import type { ListedGrant } from '#client';
import '../parts/desk/ask-dialog.js';
import type { AskDialog } from '../parts/desk/ask-dialog.js';
import { answerTo, endOfSession } from '../parts/desk/endings.js';
import '../parts/desk/grants.js';
import '../parts/desk/login-dialog.js';
import type { LoginDialog } from '../parts/desk/login-dialog.js';
import { page } from '../parts/desk/page-styles.js';
import '../parts/desk/requests.js';
import type { Confirmed, DeskContext, DeskSection } from '../parts/desk/section.js';
import { matches, recentRequests } from '../parts/desk/selection.js';
import '../parts/desk/sessions.js';
import { DeskWatch, STAYS_MS } from '../parts/desk/watch.js';
import { define, Element } from '../parts/element.js';
import { consoleAccess, facts } from '../parts/facts.js';
import '../parts/frame.js';
import { Live } from '../parts/live.js';
import { problem } from '../parts/problem.js';
import { ServerClock } from '../parts/server-clock.js';
import { Service } from '../parts/service.js';
import { cards, controls, theme } from '../parts/styles.js';
import type { DeskWords } from '../words/desk.js';
import { desk as words } from '../words/desk.js';
import type { Said } from '../words/words.js';

/** The engineer's desk: what they asked for, where they may go in, and where they are. */
class DeskPage extends Element<DeskWords> {
  static override readonly styles: readonly string[] = [theme, controls, cards, page];
  protected readonly words = words;
  private readonly isEngineer = facts.user.roles.includes('engineer');
  private readonly isAllowed = this.isEngineer || facts.user.roles.includes('vendor-admin');
  private readonly service = new Service(consoleAccess);
  private readonly clock = new ServerClock(facts.now);
  private readonly live = new Live(this, {
    service: () => (this.isAllowed ? this.service : undefined),
    workspaceId: () => undefined,
    read: (minPosition, signal) => this.read(minPosition, signal),
    changesEveryMs: 1_000,
  });
  private readonly watch = new DeskWatch(this, this.service, this.isEngineer ? facts.user.id : undefined);
  private search = new URLSearchParams(location.search).get('q') ?? '';
  /** What was done here. */
  private notice: string | undefined;
  /** For screen readers: what became of the reader's own sessions and requests. */
  private told: Said = '';

  private async read(minPosition: string | undefined, signal: AbortSignal): Promise<void> {
    const { sessions, requests } = await this.watch.read(this.search, minPosition, signal);
    const saying = { words: this.w, locale: this.language };
    const told = [
      ...sessions.map((session) => {
        const why = endOfSession(session, saying, this.isEngineer);
        return this.say(this.w.toldEnded, { workspace: session.workspaceId, why });
      }),
      ...requests.map((request) => {
        const answer = answerTo(request, saying);
        return this.say(this.w.toldAnswer, { workspace: request.workspaceId, answer });
      }),
    ];
    if (told.length > 0) this.told = told;
    this.requestUpdate();
  }

  protected override render() {
    if (!this.isAllowed)
      return html`<sa-frame current="desk">
        <h1>${this.w.title}</h1>
        <p class="note">${this.w.notForYou}</p>
      </sa-frame>`;
    return html`<sa-frame current="desk" wide .live=${this.live.state} .knownAt=${this.live.knownAt}>
      ${this.head()}
      <p class=${this.notice === undefined ? 'unseen' : 'note good'} role="status">
        ${this.notice ?? nothing}
      </p>
      <p class="unseen" role="status">${this.told}</p>
      ${
        this.watch.contents === undefined && this.live.error !== undefined
          ? problem(this.live.error, this.language, { onRetry: () => void this.live.read() })
          : this.lists()
      }
      <sa-ask-dialog
        .service=${this.service}
        .grants=${this.watch.contents?.grants ?? []}
        @desk-confirmed=${(event: CustomEvent<Confirmed>) => this.done(event, 'sa-desk-requests')}
      ></sa-ask-dialog>
      <sa-login-dialog
        .service=${this.service}
        @desk-confirmed=${(event: CustomEvent<Confirmed>) => this.done(event, 'sa-desk-sessions')}
        @desk-ask=${(event: CustomEvent<ListedGrant>) => this.askDialog.open(event.detail)}
      ></sa-login-dialog>
    </sa-frame>`;
  }

  private head() {
    return html`<header>
        <h1>${this.w.title}</h1>
        <search>
          <form @submit=${this.searchNow}>
            <input
              type="search"
              name="q"
              aria-label=${this.w.search}
              placeholder=${this.w.search}
              autocomplete="off"
              spellcheck="false"
              .value=${this.search}
              @input=${this.typed}
            />
          </form>
        </search>
        ${
          this.isEngineer
            ? html`<button class="primary" @click=${() => this.askDialog.open({})}>${this.w.ask}</button>`
            : nothing
        }
      </header>
      ${this.isEngineer ? nothing : html`<p class="note">${this.w.adminHint}</p>`}`;
  }

  private lists() {
    const { clock, isEngineer, search, service } = this;
    const { contents, grants, sessions } = this.watch;
    const found = <Row extends { workspaceId: string; ticketId?: string }>(rows: readonly Row[]) =>
      contents && rows.filter((row) => matches(row, search));
    const context: DeskContext = { clock, isEngineer, search, service, ticketUrl: facts.ticketUrl };
    return html`<div class="lists">
      <div class="mine">
        <sa-desk-sessions
          .rows=${found(sessions)}
          .context=${context}
          @desk-confirmed=${(event: CustomEvent<Confirmed>) => this.done(event, 'sa-desk-sessions')}
        ></sa-desk-sessions>
        <sa-desk-requests
          .rows=${contents && found(recentRequests(contents.requests, clock.now()))}
          .context=${context}
          @desk-confirmed=${(event: CustomEvent<Confirmed>) => this.done(event, 'sa-desk-requests')}
        ></sa-desk-requests>
      </div>
      <sa-desk-grants
        .rows=${found(grants)}
        .context=${context}
        .isCut=${contents?.isCut ?? false}
        .offersLogin=${facts.sessionLandingUrl !== undefined}
        .inside=${new Set(isEngineer ? contents?.sessions.map(({ workspaceId }) => workspaceId) : [])}
        @desk-login=${(event: CustomEvent<ListedGrant>) => this.loginDialog.open(event.detail)}
        @desk-extend=${(event: CustomEvent<ListedGrant>) => this.askDialog.open(event.detail)}
      ></sa-desk-grants>
    </div>`;
  }

  /** Something was confirmed: reads the lists anew, and goes to the heading of the one that changed. */
  private done({ detail }: CustomEvent<Confirmed>, list: string): void {
    void this.live.read(detail.position);
    this.renderRoot.querySelector<DeskSection<unknown>>(list)?.focusHeading();
    const { said } = detail;
    this.notice = said;
    this.requestUpdate();
    setTimeout(() => {
      if (this.notice === said) this.notice = undefined;
      this.requestUpdate();
    }, STAYS_MS);
  }

  private readonly typed = (event: Event): void => {
    this.search = (event.target as HTMLInputElement).value.trim();
    const url = new URL(location.href);
    if (this.search === '') url.searchParams.delete('q');
    else url.searchParams.set('q', this.search);
    history.replaceState(null, '', url);
    this.requestUpdate();
  };

  private readonly searchNow = (event: Event): void => {
    event.preventDefault();
    if (this.watch.contents?.isCut) void this.live.read();
  };

  private get askDialog(): AskDialog {
    return this.renderRoot.querySelector<AskDialog>('sa-ask-dialog')!;
  }

  private get loginDialog(): LoginDialog {
    return this.renderRoot.querySelector<LoginDialog>('sa-login-dialog')!;
  }
}

define('sa-page-desk', DeskPage);
