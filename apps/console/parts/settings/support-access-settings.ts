import { html, nothing } from 'lit-html';
import { ProblemError } from '#client';
import { Live } from '../live.js';
import { loading } from '../loading.js';
import { problem } from '../problem.js';
import { ServerClock } from '../server-clock.js';
import { Service } from '../service.js';
import { Ticking } from '../ticking.js';
import type { Access, Answer, Story } from './access.js';
import { WorkspaceAccess } from './access.js';
import { Decisions } from './decisions.js';
import { heading } from './heading.js';
import './request-card.js';
import { quicker } from './quicker.js';
import { codeOf, sentenceOf } from './sentences.js';
import type { Page } from './settings-element.js';
import { SettingsElement } from './settings-element.js';
import type { StatusCard } from './status-card.js';
import './status-card.js';
import { TokenSource } from './token-source.js';

/**
 * The owner's page: whether our engineers can enter a workspace, who asks to, who is in, and what to do about it. Vendors embed it in
 * their own pages; the console's page is the same element.
 *
 * Tells its page by `support-access-changed` (detail: `status`, `expiresAt`, `requests`, `sessions`) and `support-access-error`
 * (detail: `code`, `detail`).
 */
export class SupportAccessSettings extends SettingsElement {
  static override readonly attributes = {
    ...SettingsElement.attributes,
    workspace: String,
    api: String,
    'ticket-url': String,
    'trail-url': String,
    'heading-level': Number,
  };
  static override readonly properties = [...SettingsElement.properties, 'getToken', 'service', 'user'];

  workspace: string | undefined;
  /** Where the service is, such as `https://support.example.com`. */
  api: string | undefined;
  /** `https://desk.example.com/t/{ticketId}` */
  ticketUrl: string | undefined;
  trailUrl: string | undefined;
  headingLevel = 2;
  /** Gives an owner's token. Asked when it is needed, and again when the service refused the last. */
  getToken: (() => Promise<string>) | undefined;
  /** In the console, in place of `api` and `getToken`. */
  service: Service | undefined;
  /** In the console: the id of who is signed in. */
  user: string | undefined;

  readonly live = new Live(this, {
    service: () => this.#asked,
    workspaceId: () => this.workspace,
    read: (minPosition, signal) => this.#read(minPosition, signal),
  });
  access: Access | undefined;
  readonly #decisions = new Decisions(this, {
    done: (answer) => this.#done(answer),
    refused: (what, error) => this.#refused(what, error),
  });
  readonly #clock = new ServerClock();
  #asked: Service | undefined;
  #of: WorkspaceAccess | undefined;
  #story: Story = {};
  #you: string | undefined;
  /** What somebody else did first. */
  #notice: unknown;
  #lastTold = '';
  /** What had the focus before it was drawn: what somebody else does may take it away. */
  #focused: Element | undefined;

  constructor() {
    super();
    new Ticking(this);
  }

  protected override willUpdate(changed: ReadonlySet<string>): void {
    super.willUpdate(changed);
    this.#focused = focusedIn(this.renderRoot);
    if (['workspace', 'api', 'getToken', 'service'].some((name) => changed.has(name))) this.#begin();
    const { grant, requests = [], sessions = [] } = this.access ?? {};
    const ends = [
      grant?.expiresAt,
      ...requests.map((each) => each.requestExpiresAt),
      ...sessions.map((each) => each.sessionExpiresAt),
    ];
    if (
      this.live.error === undefined &&
      ends.some((end) => end !== undefined && Date.parse(end) <= this.#clock.now())
    )
      void this.live.read();
  }

  /** Waits until all is there that it takes, in whatever order the page gives it. */
  #begin(): void {
    const { workspace, api, getToken, service } = this;
    this.access = this.#of = this.#asked = undefined;
    const tokens = getToken && new TokenSource(getToken);
    this.#asked =
      service ?? (api !== undefined && tokens ? new Service({ api, token: tokens.token }) : undefined);
    if (workspace === undefined) this.#asked = undefined;
    if (this.#asked && workspace !== undefined) this.#of = new WorkspaceAccess(this.#asked, workspace);
    this.#you = this.user;
    void tokens?.subject().then((subject) => (this.#you ??= subject));
    this.live.start();
  }

  async #read(minPosition: string | undefined, signal: AbortSignal): Promise<void> {
    const of = this.#of;
    if (!of) return;
    const access = await of.read({ minPosition, signal });
    if (of !== this.#of) return;
    this.#clock.set(access.asOf);
    if (access.grant?.grantId !== this.access?.grant?.grantId) this.#story = {};
    this.access = access;
    this.requestUpdate();
    this.#tell(access);
    void of.story(access, { signal }).then((story) => {
      if (this.access === access) this.#story = story;
      this.requestUpdate();
    });
  }

  async #done({ position }: Answer): Promise<void> {
    await this.live.read(position);
    this.#notice = this.live.error === undefined ? undefined : this.w.doneUnseen;
    await this.#focusStatus();
  }

  /** The control that was pressed may be gone. */
  async #focusStatus(): Promise<void> {
    await this.updateComplete;
    await this.renderRoot.querySelector<StatusCard>('sa-status-card')?.focusStatus();
  }

  async #refused(what: string, error: ProblemError): Promise<boolean> {
    this.#dispatch('support-access-error', { code: error.code, detail: error.problem.detail });
    if (error.status !== 409) return false;
    await this.live.read(error.problem.position);
    this.#notice =
      this.#of &&
      this.access &&
      (await quicker(what, error, {
        of: this.#of,
        access: this.access,
        words: this.w,
        say: (text, values) => this.say(text, values),
      }));
    this.requestUpdate();
    if (this.#notice !== undefined) await this.#focusStatus();
    return this.#notice !== undefined;
  }

  #tell({ status, grant, requests, sessions }: Access): void {
    const detail = {
      status,
      expiresAt: grant?.expiresAt,
      requests: requests.length,
      sessions: sessions.length,
    };
    const told = JSON.stringify([detail, grant?.grantId]);
    if (told === this.#lastTold) return;
    this.#lastTold = told;
    this.#dispatch('support-access-changed', detail);
  }

  #dispatch(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  protected override updated(): void {
    this.dispatchEvent(new Event('shown'));
    const focused = this.#focused;
    // Once the parts are drawn, too.
    queueMicrotask(() => {
      if (focused?.isConnected === false) void this.#focusStatus();
    });
  }

  protected override render(): unknown {
    const { access, w } = this;
    const { error } = this.live;
    const isRefused = error instanceof ProblemError && error.status < 500;
    const n = access?.requests.length ?? 0;
    const count =
      n === 0 || isRefused ? nothing : html` <span class="count">${this.say(w.requests, { n })}</span>`;
    return html`<div class="stack">
      <div class="head">
        ${heading(this.headingLevel, [w.title, count], 'title')}
        ${
          access && !isRefused
            ? html`<p class="row">
                <span class="text">${access.workspace.name ?? access.workspaceId}</span>
                <span class="badge">${w[access.workspace.tier]}</span>
              </p>`
            : nothing
        }
      </div>
      <div role="status" class=${this.#notice ? 'note notice' : 'unseen'}>${this.#notice}</div>
      ${
        isRefused || (error !== undefined && !access)
          ? problem(error, this.language, {
              inWords: sentenceOf(codeOf(error), w),
              onRetry: () => void this.live.read(),
            })
          : access && this.#of
            ? this.#cards(access, this.#of)
            : this.loading()
      }
      ${this.service ? nothing : this.#connection()}
    </div>`;
  }

  #cards(access: Access, of: WorkspaceAccess): unknown {
    const { language: locale, ticketUrl, trailUrl } = this;
    const page: Page = {
      locale,
      of,
      access,
      story: this.#story,
      decisions: this.#decisions,
      clock: this.#clock,
      you: this.#you,
      ticketUrl,
      trailUrl,
      headingLevel: this.headingLevel + 1,
    };
    return [
      access.requests.map(
        (request) => html`<sa-request-card .page=${page} .request=${request}></sa-request-card>`,
      ),
      html`<sa-status-card exportparts="status, primary, danger, table" .page=${page}></sa-status-card>`,
    ];
  }

  protected loading(): unknown {
    return html`<div class="card stack" aria-busy="true">${loading}</div>`;
  }

  /** Whether what is shown is the newest; in the console its frame says so. */
  #connection(): unknown {
    const { state, knownAt } = this.live;
    if (state === 'connecting') return nothing;
    const at = this.at(knownAt ?? Date.now(), { as: 'time' });
    return html`<p role="status" class="muted small">
      ${state === 'live' ? html`<span class="dot" aria-hidden="true">●</span> ${this.c.live}` : html`<span aria-hidden="true">◌</span> ${this.say(this.c.reconnecting, { at })}`}
    </p>`;
  }
}

/** The element with the focus, however deep. */
function focusedIn({ activeElement }: ShadowRoot): Element | undefined {
  const inner = activeElement?.shadowRoot;
  return (inner && focusedIn(inner)) ?? activeElement ?? undefined;
}
