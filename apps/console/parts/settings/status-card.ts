import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import '../countdown.js';
import { define } from '../element.js';
import type { Grant } from './access.js';
import { ending } from './ending.js';
import './extend-form.js';
import './grant-form.js';
import { grantFacts, storyFacts } from './grant-facts.js';
import { heading } from './heading.js';
import { clock, open, shut } from './icons.js';
import { refusalIn } from './sentences.js';
import { people } from './people.js';
import { PagePart } from './settings-element.js';
import { endsSoon, extensionsOf, isToldStill } from './terms.js';

/** Whether support access is on, in a sentence, and what an owner can do about it. */
export class StatusCard extends PagePart {
  static override readonly properties = [...PagePart.properties, 'isExtending'];

  private isExtending = false;

  readonly #cancel = async (): Promise<void> => {
    this.isExtending = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-expanded]')?.focus();
  };

  /** Where people are after what they did came about. */
  async focusStatus(): Promise<void> {
    this.isExtending = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#status')?.focus();
  }

  protected override render() {
    const { access, clock } = this.page;
    const { grant } = access;
    if (!grant) return this.#off();
    return Date.parse(grant.expiresAt) <= clock.now() ? this.#ending() : this.#on(grant);
  }

  #status(
    sign: unknown,
    said: unknown,
    { more, left = nothing, name = '' }: { more: unknown; left?: unknown; name?: string },
  ): TemplateResult {
    return html`<div class="status ${name}" part="status">
      <span class="sign">${sign}</span>
      ${heading(this.page.headingLevel, said, 'status')} ${left}
      <div class="more">${more}</div>
    </div>`;
  }

  #off(): TemplateResult {
    const { w } = this;
    const { workspace, lastEnd } = this.page.access;
    return html`<div class="card stack">
      ${this.#status(shut, w.off, { more: html`<p>${workspace.forcedSso ? w.FORCED_SSO : w.offText}</p>` })}
      ${lastEnd && isToldStill(lastEnd.endedAt, this.page.clock.now()) ? html`<p class="note">${ending(lastEnd, this)}</p>` : nothing}
      ${this.#invitation()}
    </div>`;
  }

  /** The form, or the sentence that says why there is none. */
  #invitation(): unknown {
    const { refusals, workspace } = this.page.access;
    const { w } = this;
    if (workspace.forcedSso)
      return html`<details>
        <summary>${w.whySo}</summary>
        <p>${w.forcedSsoWhy}</p>
      </details>`;
    if (!refusals) return html`<p class="note">${w.NOT_WORKSPACE_OWNER}</p>`;
    if (refusals.grant !== undefined)
      return html`<p class="note">${refusalIn(refusals.grant, w)}</p>
        ${this.#foot()}`;
    return html`<hr />
      <p class="text">${w.invite}</p>
      <sa-grant-form exportparts="primary" .page=${this.page}></sa-grant-form>
      ${this.#foot()}`;
  }

  #foot(): TemplateResult {
    const { w } = this;
    return html`<hr />
      <div class="foot">
        <details>
          <summary>${w.next}</summary>
          <ul>
            ${[w.next1, w.next2, w.next3, w.next4].map((line) => html`<li>${line}</li>`)}
          </ul>
        </details>
        ${this.#trail(w.trail)}
      </div>`;
  }

  #trail(text: string, query = ''): unknown {
    const { access, trailUrl } = this.page;
    if (access.workspace.tier !== 'business') return html`<span class="muted">${this.w.trailTier}</span>`;
    return trailUrl === undefined || !access.refusals
      ? nothing
      : html`<a href=${trailUrl + query}>${text} <span aria-hidden="true">→</span></a>`;
  }

  #ending(): TemplateResult {
    return html`<div class="card stack">
      ${this.#status(clock, this.w.ending, { more: html`<p>${this.w.endingText}</p>`, name: 'soon' })}
    </div>`;
  }

  #on(grant: Grant): TemplateResult {
    const { w, page } = this;
    const { access, clock: now, locale, trailUrl } = page;
    const isSoon = endsSoon(grant, now.now());
    const countdown = html`<sa-countdown
      .locale=${locale}
      .until=${grant.expiresAt}
      .clock=${now}
    ></sa-countdown>`;
    const left = isSoon
      ? html`<p class="left">${clock}<span>${this.say(w.soon, { left: countdown })}</span></p>`
      : html`<p class="left">${this.say(this.c.left, { left: countdown })}</p>`;
    return html`<div class="card stack">
      ${this.#status(open, this.say(w.on, { at: this.at(grant.expiresAt, { as: 'day' }) }), {
        more: grantFacts(grant, this),
        left,
        name: isSoon ? 'on soon' : 'on',
      })}
      ${access.refusals ? this.#actions(grant, isSoon) : html`<p class="note">${w.NOT_WORKSPACE_OWNER}</p>`}
      <section aria-labelledby="inside">
        ${heading(page.headingLevel + 1, this.say(w.inside, { n: access.sessions.length }), 'inside')}
        ${people(this)} ${this.told(...access.sessions.map(({ sessionId }) => `end:${sessionId}`))}
      </section>
      <div class="foot">
        <span class="muted">${storyFacts(this)}</span>
        ${this.#trail(w.trailOfGrant, trailUrl?.startsWith('/console/') ? `?grantId=${grant.grantId}` : '')}
      </div>
    </div>`;
  }

  #actions(grant: Grant, isSoon: boolean): TemplateResult {
    const { w, page } = this;
    const refusal = page.access.refusals?.extend;
    const canExtend = refusal === undefined && extensionsOf(grant).length > 0;
    const isRevoking = this.isSent('revoke');
    const revoke = html`<button
      class="danger"
      part="danger"
      aria-busy=${isRevoking}
      @click=${() => this.page.decisions.make('revoke', (deciding) => this.page.of.revoke(grant.grantId, deciding))}
    >
      ${isRevoking ? w.revoking : w.revoke}
    </button>`;
    const extend = canExtend
      ? html`<button
          class=${isSoon ? 'primary' : ''}
          aria-expanded=${this.isExtending}
          @click=${() => (this.isExtending = !this.isExtending)}
        >
          ${w.extend}
        </button>`
      : nothing;
    const isLongest = extensionsOf(grant).length === 0;
    const limit = canExtend
      ? this.say(w.upTo, { at: this.at(grant.latestExpiresAt, { as: 'day' }) })
      : refusal === 'EXTENSION_LIMIT' && isLongest
        ? w.longest
        : refusal && refusalIn(refusal, w);
    return html`
      <div class="row">
        ${isSoon ? [extend, revoke] : [revoke, extend]}
        <span class="muted small"
          >${limit}${canExtend && grant.extensions > 0 ? [' · ', ...this.say(w.extended, { n: grant.extensions })] : nothing}</span
        >
      </div>
      ${this.told('revoke')}
      ${
        canExtend && this.isExtending
          ? html`<sa-extend-form
              exportparts="primary"
              .page=${page}
              .grant=${grant}
              @cancel=${this.#cancel}
            ></sa-extend-form>`
          : nothing
      }
    `;
  }
}

define('sa-status-card', StatusCard);
