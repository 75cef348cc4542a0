import type { PropertyDeclarations, TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import '../countdown.js';
import { define } from '../element.js';
import type { ServerClock } from '../server-clock.js';
import type { Access, Grant, Story } from './access.js';
import { ending } from './ending.js';
import './extend-form.js';
import './grant-form.js';
import { grantFacts, storyFacts } from './grant-facts.js';
import { heading } from './heading.js';
import { clock, open, shut } from './icons.js';
import { sentenceOfCode } from './sentences.js';
import { people } from './people.js';
import { DecidingElement } from './settings-element.js';
import { endsSoon, extensionsOf } from './terms.js';

/** Whether support access is on, in a sentence, and what an owner can do about it. */
export class StatusCard extends DecidingElement {
  static override properties: PropertyDeclarations = {
    ...DecidingElement.properties,
    access: { attribute: false },
    story: { attribute: false },
    clock: { attribute: false },
    you: {},
    ticketUrl: {},
    trailUrl: {},
    headingLevel: { attribute: false },
    isExtending: { state: true },
  };

  access!: Access;
  story: Story = {};
  clock!: ServerClock;
  /** The id of who looks at this, where it is known. */
  you: string | undefined;
  ticketUrl: string | undefined;
  trailUrl: string | undefined;
  headingLevel = 2;
  private isExtending = false;

  /** Where people are after what they did came about. */
  focusStatus(): void {
    this.isExtending = false;
    this.renderRoot.querySelector<HTMLElement>('#status')?.focus();
  }

  override render() {
    const { grant } = this.access;
    if (!grant) return this.off();
    return Date.parse(grant.expiresAt) <= this.clock.now() ? this.ending() : this.on(grant);
  }

  private status(
    sign: unknown,
    said: unknown,
    { more, left = nothing, name = '' }: { more: unknown; left?: unknown; name?: string },
  ): TemplateResult {
    return html`<div class="status ${name}" part="status">
      <span class="sign">${sign}</span>
      ${heading(this.headingLevel, said, { id: 'status', class: 'state', focusable: true })} ${left}
      <div class="more">${more}</div>
    </div>`;
  }

  private off(): TemplateResult {
    const { workspace, lastEnd } = this.access;
    const { w } = this;
    const ended =
      lastEnd &&
      ending(lastEnd, { you: this.you, ticketUrl: this.ticketUrl, words: w, now: this.clock.now() });
    return html`<div class="card stack">
      ${this.status(shut, w.off, { more: html`<p>${workspace.forcedSso ? w.forcedSso : w.offText}</p>` })}
      ${ended ? html`<p class="note">${this.say(ended.text, { ...ended.values, at: this.at(ended.at) })}</p>` : nothing}
      ${this.invitation()}
    </div>`;
  }

  /** The form, or the sentence that says why there is none. */
  private invitation(): unknown {
    const { refusals, workspace } = this.access;
    const { w } = this;
    if (workspace.forcedSso)
      return html`<details>
        <summary>${w.whySo}</summary>
        <p>${w.forcedSsoWhy}</p>
      </details>`;
    if (!refusals) return html`<p class="note">${w.notOwner}</p>`;
    if (refusals.grant !== undefined)
      return html`<p class="note">${sentenceOfCode(refusals.grant, w) ?? w.cannotNow}</p>
        ${this.foot()}`;
    return html`<hr />
      <p class="text">${w.invite}</p>
      <sa-grant-form
        exportparts="primary"
        .locale=${this.locale}
        .of=${this.of}
        .decisions=${this.decisions}
        .now=${this.clock.now()}
      ></sa-grant-form>
      ${this.foot()}`;
  }

  private foot(): TemplateResult {
    const { w } = this;
    return html`<hr />
      <div class="foot">
        <details>
          <summary>${w.next}</summary>
          <ul>
            ${[w.next1, w.next2, w.next3, w.next4].map((line) => html`<li>${line}</li>`)}
          </ul>
        </details>
        ${this.trail(w.trail)}
      </div>`;
  }

  private trail(text: string, query = ''): unknown {
    if (this.access.workspace.tier !== 'business')
      return html`<span class="muted">${this.w.trailTier}</span>`;
    return this.trailUrl === undefined || !this.access.refusals
      ? nothing
      : html`<a href=${this.trailUrl + query}>${text} <span aria-hidden="true">→</span></a>`;
  }

  private ending(): TemplateResult {
    return html`<div class="card stack">
      ${this.status(clock, this.w.ending, { more: html`<p>${this.w.endingText}</p>`, name: 'soon' })}
    </div>`;
  }

  private on(grant: Grant): TemplateResult {
    const { w, access } = this;
    const isSoon = endsSoon(grant, this.clock.now());
    const countdown = html`<sa-countdown
      .locale=${this.locale}
      .until=${grant.expiresAt}
      .clock=${this.clock}
    ></sa-countdown>`;
    const left = isSoon
      ? html`<p class="left">${clock}<span>${this.say(w.soon, { left: countdown })}</span></p>`
      : html`<p class="left">${this.say(w.left, { left: countdown })}</p>`;
    const facts = grantFacts(grant, this.story, {
      words: w,
      locale: this.language,
      ticketUrl: this.ticketUrl,
    });
    return html`<div class="card stack">
      ${this.status(open, this.say(w.on, { at: this.at(grant.expiresAt, { as: 'day' }) }), {
        more: facts,
        left,
        name: isSoon ? 'on soon' : 'on',
      })}
      ${access.refusals ? this.actions(grant, isSoon) : html`<p class="note">${w.notOwner}</p>`}
      <section aria-labelledby="inside">
        ${heading(this.headingLevel + 1, this.say(w.inside, { n: access.sessions.length }), { id: 'inside' })}
        ${people(this.access, {
          words: w,
          at: (instant) => this.at(instant, { as: 'clock' }),
          say: (text, values) => this.say(text, values),
          plain: (text, values) => this.plain(text, values),
          canEnd: access.refusals !== undefined,
          isEnding: (sessionId) => this.decisions.stateOf(`end:${sessionId}`) !== undefined,
          onEnd: (sessionId) =>
            void this.decisions.make(`end:${sessionId}`, (deciding) =>
              this.of.endSession(sessionId, deciding),
            ),
        })}
        ${this.told(...access.sessions.map(({ sessionId }) => `end:${sessionId}`))}
      </section>
      <div class="foot">
        <span class="muted">${storyFacts(this.story, { words: w, locale: this.language })}</span>
        ${this.trail(w.trailOfGrant, this.trailUrl?.startsWith('/console/') ? `?grantId=${grant.grantId}` : '')}
      </div>
    </div>`;
  }

  private actions(grant: Grant, isSoon: boolean): TemplateResult {
    const { w } = this;
    const refusal = this.access.refusals?.extend;
    const canExtend = refusal === undefined && extensionsOf(grant).length > 0;
    const isRevoking = this.decisions.stateOf('revoke') !== undefined;
    const revoke = html`<button
      class="danger"
      part="danger"
      aria-busy=${isRevoking}
      @click=${() => this.decisions.make('revoke', (deciding) => this.of.revoke(grant.grantId, deciding))}
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
        : refusal && (sentenceOfCode(refusal, w) ?? w.cannotNow);
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
              .locale=${this.locale}
              .of=${this.of}
              .decisions=${this.decisions}
              .grant=${grant}
              @cancel=${() => (this.isExtending = false)}
            ></sa-extend-form>`
          : nothing
      }
    `;
  }
}

define('sa-status-card', StatusCard);
