import type { AuditEntry, CurrentAccess } from '#client';
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { define, Element } from '../parts/element.js';
import { consoleAccess, facts } from '../parts/facts.js';
import '../parts/frame.js';
import { isRefusal, Live } from '../parts/live.js';
import { Service } from '../parts/service.js';
import { cards, controls, theme } from '../parts/styles.js';
import { tables } from '../parts/tables.js';
import { clearLink, filterForm } from '../parts/trail/filter-form.js';
import type { Filters } from '../parts/trail/filters.js';
import { addressOf, countOf, filtersOf, queryOf } from '../parts/trail/filters.js';
import type { TrailPage as Answer } from '../parts/trail/held-trail.js';
import { HeldTrail, PAGE } from '../parts/trail/held-trail.js';
import { isMalformed, refusedTrail } from '../parts/trail/refused-trail.js';
import type { Telling } from '../parts/trail/telling.js';
import { othersIn } from '../parts/trail/telling.js';
import { trailStyles } from '../parts/trail/trail-styles.js';
import { trailTable } from '../parts/trail/trail-table.js';
import { checkpointCard, trailTools } from '../parts/trail/trail-tools.js';
import { trailEvents } from '../words/trail-events.js';
import { trail as words } from '../words/trail.js';
import { wordsIn } from '../words/words.js';

/** A workspace's audit trail. What is shown is what the page's URL says. */
class TrailPage extends Element<(typeof words)['en']> {
  static override readonly properties = [...Element.properties, 'filters', 'older', 'said', 'workspace'];
  static override readonly styles: readonly string[] = [theme, controls, cards, tables, trailStyles];

  protected readonly words = words;
  private filters: Filters = filtersOf(location.search);
  /** What *Load older* is doing. */
  private older: 'idle' | 'busy' | { error: unknown } = 'idle';
  /** For screen readers. */
  private said = '';
  /** Its name; its id until that is known, and where it has none. */
  private workspace = facts.workspaceId ?? '';
  private isNamed = false;
  private readonly opened = new Set<string>();
  private readonly startsOpen = matchMedia('(min-width: 48rem)').matches;
  private readonly service = new Service(consoleAccess);
  private readonly paths = `/v1/workspaces/${encodeURIComponent(this.workspace)}`;
  private readonly path = `${this.paths}/audit-trail`;
  private readonly trail = new HeldTrail(({ cursor, ...asked }) =>
    this.service.get<Answer>(this.path, {
      ...asked,
      query: { ...queryOf(this.filters), limit: PAGE, cursor },
    }),
  );
  private readonly live = new Live(this, {
    service: () => this.service,
    workspaceId: () => facts.workspaceId,
    read: async (minPosition, signal) => {
      await this.trail.refresh(minPosition, signal);
      void this.learnName();
    },
    changesEveryMs: 500,
  });

  protected override render() {
    const { state, knownAt, error } = this.live;
    return html`<sa-frame
      current="trail"
      wide
      .live=${isRefusal(error) ? undefined : state}
      .knownAt=${knownAt}
    >
      <div class="stack">
        <div class="row apart">
          <h1>${this.w.title}</h1>
          <span class="badge text">${this.workspace}</span>
        </div>
        ${this.content()}
      </div>
    </sa-frame>`;
  }

  private async learnName(): Promise<void> {
    if (this.isNamed) return;
    this.isNamed = true;
    const access = await this.service
      .get<CurrentAccess>(`${this.paths}/support-access`)
      .catch(() => undefined);
    this.workspace = access?.workspace.name ?? this.workspace;
  }

  private content(): TemplateResult {
    const { trail, live } = this;
    const telling = this.telling();
    if (live.error !== undefined && (!trail.isRead || isRefusal(live.error)))
      return html`${isMalformed(live.error) ? this.form(telling) : nothing}
      ${refusedTrail(live.error, telling, () => void live.read())}`;
    return html`<p class="muted">${this.w.intro}</p>
      ${this.form(telling)} ${trailTools(telling, this.setZone)} ${this.damage()} ${this.fresh()}
      <div class="card list" aria-busy=${!trail.isRead}>
        ${trail.entries.length === 0 ? this.nothingThere(telling) : this.table(trail.entries, telling)}
      </div>
      ${checkpointCard(telling, this.path)}
      <span class="unseen" role="status">${this.said}</span>`;
  }

  private form(telling: Telling): TemplateResult {
    const people = new Map(this.trail.entries.map(({ actor }) => [actor.id, actor]));
    const isAuditor = facts.user.roles.includes('auditor');
    return filterForm(telling, { isAuditor, isOpen: this.startsOpen, people });
  }

  private nothingThere(telling: Telling): TemplateResult {
    if (!this.trail.isRead) return html`<p class="muted">${this.w.loading}</p>`;
    // The note above says why.
    if (this.trail.damage) return html`<p class="blank"></p>`;
    if (countOf(this.filters) === 0) return html`<p class="blank">${this.w.empty}</p>`;
    return html`<p class="blank">${this.w.nothingMatches} ${clearLink(telling)}</p>`;
  }

  private table(entries: readonly AuditEntry[], telling: Telling): TemplateResult {
    const isOpen = (id: string): boolean => this.opened.has(id);
    return html`${trailTable(entries, telling, { isOpen, toggle: this.toggle })}
      <div class="end">
        ${typeof this.older === 'object' ? refusedTrail(this.older.error, telling, () => void this.loadOlder()) : nothing}
        ${
          this.trail.hasOlder
            ? html`<button @click=${this.loadOlder} aria-busy=${this.older === 'busy'}>
                ${this.older === 'busy' ? this.w.loading : this.w.older}
              </button>`
            : html`<p class="muted small">
                ${countOf(this.filters) === 0 ? this.w.oldest : this.w.oldestMatch}
              </p>`
        }
      </div>`;
  }

  /** New events wait here until somebody asks for them, so that nothing moves under a reader's eyes. */
  private fresh(): TemplateResult {
    const { waiting, isGap } = this.trail;
    const n = waiting.length;
    return html`<div class="fresh" role="status">
      ${
        n === 0
          ? nothing
          : html`<button @click=${this.showFresh}>
              <span aria-hidden="true">↑</span> ${this.say(isGap ? this.w.freshMany : this.w.fresh, { n })}
            </button>`
      }
    </div>`;
  }

  private damage(): TemplateResult | typeof nothing {
    const { damage } = this.trail;
    return damage
      ? html`<p class="note danger" role="alert">${this.say(this.w.damagedHere, damage)}</p>`
      : nothing;
  }

  private telling(): Telling {
    return {
      locale: this.language,
      words: this.w,
      events: wordsIn(trailEvents, this.language),
      filters: this.filters,
      ticketUrl: facts.ticketUrl,
      others: othersIn(this.trail.entries),
    };
  }

  private readonly toggle = (id: string): void => {
    if (!this.opened.delete(id)) this.opened.add(id);
    this.requestUpdate();
  };

  private readonly setZone = (zone: Filters['zone']): void => {
    this.filters = { ...this.filters, zone };
    history.replaceState(null, '', addressOf(this.filters));
  };

  private readonly showFresh = async (): Promise<void> => {
    this.trail.showWaiting();
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.opener')?.focus();
  };

  private readonly loadOlder = async (): Promise<void> => {
    if (this.older === 'busy') return;
    this.older = 'busy';
    try {
      const n = await this.trail.loadOlder();
      this.said = this.plain(this.w.olderLoaded, { n });
      this.older = 'idle';
    } catch (error) {
      this.older = { error };
    }
  };

  protected override updated(): void {
    document.title = `${this.w.title} · ${this.workspace} · ${facts.brand}`;
  }
}

define('sa-page-trail', TrailPage);
