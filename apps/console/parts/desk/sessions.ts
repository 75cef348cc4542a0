import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { ListedSession } from '#client';
import '../countdown.js';
import { define } from '../element.js';
import { moment } from '../moment.js';
import { nameOf } from '../person.js';
import { endOfSession } from './endings.js';
import { DeskSection } from './section.js';

/** Who is in now, and for ten seconds who is not any more. */
export class DeskSessions extends DeskSection<ListedSession> {
  protected heading(): string {
    return this.context.isEngineer ? this.w.mySessions : this.w.allSessions;
  }

  protected whenEmpty(): unknown {
    return html`<p>${this.context.isEngineer ? this.w.noSessions : this.w.noSessionsAtAll}</p>`;
  }

  protected idOf({ sessionId }: ListedSession): string {
    return sessionId;
  }

  protected countOf(rows: readonly ListedSession[]): number {
    return rows.filter(isLive).length;
  }

  protected row(session: ListedSession): TemplateResult {
    const { at, engineer, sessionExpiresAt, sessionId } = session;
    const live = isLive(session);
    const since = { who: nameOf(engineer), at: moment(at, this.language, { as: 'clock' }) };
    return html`<li class=${live ? '' : 'over'}>
      <div class="title">
        ${this.name(session)}
        ${live ? html`<sa-countdown class="small" sentence .of=${session.workspaceId} ?silent=${!this.context.isEngineer} .until=${sessionExpiresAt} .clock=${this.context.clock}></sa-countdown>` : nothing}
      </div>
      <div class="line foot">
        <span class="small muted person"
          >${live ? this.say(this.context.isEngineer ? this.w.since : this.w.whoSince, since) : endOfSession(session, this.saying, this.context.isEngineer)}</span
        >
        ${live ? html`<span class="actions">${this.ending(session)}</span>` : nothing}
      </div>
      ${live ? this.outcome(sessionId) : nothing}
    </li>`;
  }

  private ending({ sessionId, workspaceId }: ListedSession): TemplateResult {
    const text = {
      idle: this.w.end,
      busy: this.w.ending,
      label: this.plain(this.w.endOf, { workspace: workspaceId }),
    };
    const path = `/v1/workspaces/${encodeURIComponent(workspaceId)}/support-sessions/${encodeURIComponent(sessionId)}`;
    return this.button(sessionId, text, () => void this.takeBack(sessionId, path));
  }
}

const isLive = ({ cause }: ListedSession): boolean => cause === undefined;

define('sa-desk-sessions', DeskSessions);
