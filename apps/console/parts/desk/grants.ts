import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { ListedGrant } from '#client';
import '../countdown.js';
import { define } from '../element.js';
import { moment } from '../moment.js';
import { nameOf } from '../person.js';
import { DURATIONS } from '../durations.js';
import { LIMIT } from './contents.js';
import { endOfGrant } from './endings.js';
import { DeskSection } from './section.js';
import { extensionsOf } from './selection.js';

/** Workspaces that can be entered now, and for ten seconds those that cannot any more. */
export class DeskGrants extends DeskSection<ListedGrant> {
  static override readonly properties = [...DeskSection.properties, 'inside', 'isCut', 'offersLogin'];

  /** Workspaces in which the reader is now. */
  inside: ReadonlySet<string> = new Set();
  isCut = false;
  offersLogin = false;

  protected heading(): string {
    return this.w.openWorkspaces;
  }

  protected whenEmpty(): unknown {
    return html`<p>${this.w.noOpen}</p>
      ${this.context.isEngineer ? html`<p>${this.w.noOpenWhat}</p>` : nothing}`;
  }

  protected idOf({ grantId }: ListedGrant): string {
    return grantId;
  }

  protected countOf(rows: readonly ListedGrant[]): number {
    return rows.filter(isActive).length;
  }

  protected override afterRows(): unknown {
    return this.isCut ? html`<p class="small muted">${this.say(this.w.isCut, { n: LIMIT })}</p>` : nothing;
  }

  protected row(grant: ListedGrant): TemplateResult {
    const { expiresAt, grantedAt, grantedBy, workspaceId } = grant;
    const isOpen = isActive(grant);
    const granted = { who: nameOf(grantedBy), at: moment(grantedAt, this.language, { as: 'near' }) };
    return html`<li class=${isOpen ? '' : 'over'}>
      <div class="title">
        ${this.name(grant, this.inside.has(workspaceId) ? html`<span class="badge">${this.w.youAreIn}</span>` : nothing)}
        ${isOpen ? html`<sa-countdown class="small" sentence silent .until=${expiresAt} .clock=${this.context.clock}></sa-countdown>` : nothing}
      </div>
      <div class="line foot">
        <span class="small muted"
          >${isOpen ? this.say(this.w.grantedBy, granted) : endOfGrant(grant, this.saying)}</span
        >
        ${isOpen && this.context.isEngineer ? html`<span class="actions">${this.actions(grant)}</span>` : nothing}
      </div>
    </li>`;
  }

  private actions(grant: ListedGrant): TemplateResult {
    const workspace = { workspace: grant.workspaceId };
    const canGrow = extensionsOf(grant, DURATIONS).length > 0;
    return html`${
      canGrow
        ? html`<button
            class="small quiet"
            aria-label=${this.plain(this.w.extendOf, workspace)}
            @click=${() => this.wish('desk-extend', grant)}
          >
            ${this.w.extend}
          </button>`
        : nothing
    }${
      this.offersLogin
        ? html`<button
            class="small"
            aria-label=${this.plain(this.w.logInTo, workspace)}
            @click=${() => this.wish('desk-login', grant)}
          >
            ${this.w.logIn}
          </button>`
        : nothing
    }`;
  }

  private wish(type: 'desk-login' | 'desk-extend', grant: ListedGrant): void {
    this.dispatchEvent(new CustomEvent<ListedGrant>(type, { detail: grant }));
  }
}

const isActive = ({ status }: ListedGrant): boolean => status === 'active';

define('sa-desk-grants', DeskGrants);
