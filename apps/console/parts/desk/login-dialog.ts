import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { ListedGrant, Login } from '#client';
import { ProblemError } from '#client';
import type { Said } from '../../words/words.js';
import { define } from '../element.js';
import { facts } from '../facts.js';
import { DeskDialog } from './dialog.js';
import { handOver, mayOpenTab } from './hand-over.js';
import type { Confirmed } from './section.js';

/** Logs in to an open workspace: the answer's token goes to the vendor's product. */
export class LoginDialog extends DeskDialog {
  private grant: Pick<ListedGrant, 'workspaceId' | 'ticketId'> | undefined;
  /** Opens the product; there when the answer came so late that the browser wants another press. */
  private goOn: (() => void) | undefined;

  open(grant: ListedGrant): void {
    this.grant = grant;
    void this.show();
  }

  /** Also the token that waits for the last press. */
  protected override forget(): void {
    this.goOn = undefined;
  }

  protected headline(): Said {
    return this.say(this.w.logInTo, { workspace: this.grant?.workspaceId });
  }

  protected contents(): TemplateResult {
    if (this.goOn) return this.lastPress(this.goOn);
    return html`
      <p class="muted">${this.w.logInText}</p>
      ${this.ticketField(this.grant?.ticketId ?? '')}
      <div class="field">
        <label for="reason">${this.w.why} <span class="hint">(${this.w.optional})</span></label>
        <input id="reason" name="reason" maxlength="1024" autocomplete="off" />
      </div>
      ${this.buttons({ idle: this.w.logIn, busy: this.w.loggingIn }, this.askInstead())}
    `;
  }

  private lastPress(goOn: () => void): TemplateResult {
    return html`<p>${this.w.pressOnce}</p>
      <div class="buttons">
        <button type="button" class="primary" @click=${goOn}>
          ${this.say(this.w.openIt, { workspace: this.grant?.workspaceId })}
        </button>
      </div>`;
  }

  /** After a refusal because nobody may enter. */
  private askInstead(): unknown {
    const isClosed =
      this.error instanceof ProblemError && ['NO_ACTIVE_GRANT', 'ACCESS_EXPIRED'].includes(this.error.code);
    if (!isClosed) return nothing;
    const ask = (): void => {
      this.close();
      this.tell('desk-ask', this.grant);
    };
    return html`<button type="button" class="primary" @click=${ask}>${this.w.ask}</button>`;
  }

  protected override async submitted(): Promise<void> {
    if (!this.isTicketRight()) return this.focusOn('#ticket');
    const { workspaceId } = this.grant!;
    const [ticketId, reason] = [this.field('ticketId'), this.field('reason')];
    const body = { ...(ticketId !== '' && { ticketId }), ...(reason !== '' && { reason }) };
    const path = `/v1/workspaces/${encodeURIComponent(workspaceId)}/support-logins`;
    const login = await this.send<Login>(path, body);
    if (!login) return;
    const said = this.plain(this.w.loggedIn, { workspace: workspaceId });
    const enter = (): void => {
      this.close();
      if (login.token !== undefined) handOver(login.token, facts.sessionLandingUrl!);
      const detail: Confirmed = { position: login.position, said };
      this.tell('desk-confirmed', detail);
    };
    if (mayOpenTab()) return enter();
    this.goOn = enter;
    this.requestUpdate();
    await this.updateComplete;
    this.focusOn('button.primary');
  }
}

define('sa-login-dialog', LoginDialog);
