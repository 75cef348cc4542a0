import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { AccessRequest, ListedGrant } from '#client';
import { ProblemError } from '#client';
import type { Said } from '../../words/words.js';
import { durationOf } from '../duration.js';
import { define } from '../element.js';
import { moment } from '../moment.js';
import { DeskDialog } from './dialog.js';
import { DURATIONS, USUAL_DURATION } from '../durations.js';
import { isId } from '../id.js';
import type { Confirmed } from './section.js';
import { extensionsOf } from './selection.js';

type OpenGrant = Pick<ListedGrant, 'workspaceId' | 'grantId' | 'expiresAt' | 'ticketId'> & {
  latestExpiresAt?: string;
};
type Given = { workspaceId?: string; ticketId?: string };

/** Asks a workspace's owners for access; where it is open, to leave it open for longer. */
export class AskDialog extends DeskDialog {
  static override readonly properties = [...DeskDialog.properties, 'grants'];

  /** Open workspaces. */
  grants: readonly ListedGrant[] = [];
  private given: Given = {};
  private workspaceId = '';
  /** Known from a refusal only. */
  private met: OpenGrant | undefined;
  private lacks: { workspaceId?: string; reason?: string } = {};

  open(given: Given): void {
    this.given = given;
    this.workspaceId = given.workspaceId ?? '';
    this.met = undefined;
    this.lacks = {};
    void this.show();
  }

  private openGrant(): OpenGrant | undefined {
    const isIt = ({ workspaceId }: OpenGrant): boolean => workspaceId === this.workspaceId;
    return this.grants.find(isIt) ?? [this.met].find((met) => met && isIt(met));
  }

  protected headline(): Said {
    return this.openGrant() ? this.w.extend : this.w.ask;
  }

  protected contents(): TemplateResult {
    const grant = this.openGrant();
    const isOpen = grant && {
      workspace: grant.workspaceId,
      at: moment(grant.expiresAt, this.language, { as: 'near' }),
    };
    const text = { idle: grant ? this.w.extend : this.w.ask, busy: this.w.asking };
    return html`
      <p class="muted">${isOpen ? this.say(this.w.isOpen, isOpen) : this.w.askText}</p>
      <div class="field">
        <label for="workspace">${this.w.workspace} <span class="hint">(${this.w.workspaceHint})</span></label>
        <input
          id="workspace"
          name="workspaceId"
          required
          maxlength="128"
          autocomplete="off"
          spellcheck="false"
          autocapitalize="none"
          aria-invalid=${this.lacks.workspaceId === undefined ? nothing : 'true'}
          aria-describedby=${this.lacks.workspaceId === undefined ? nothing : 'wrong-workspace'}
          .value=${this.workspaceId}
          @input=${this.typed}
        />
        ${this.wrong('workspace', this.lacks.workspaceId)}
      </div>
      ${this.ticketField(this.given.ticketId ?? '')}
      <div class="field">
        <label for="reason">${this.w.why} <span class="hint">(${this.w.whyHint})</span></label>
        <textarea
          id="reason"
          name="reason"
          rows="3"
          ?autofocus=${this.given.workspaceId !== undefined}
          required
          maxlength="1024"
          aria-invalid=${this.lacks.reason === undefined ? nothing : 'true'}
          aria-describedby=${this.lacks.reason === undefined ? nothing : 'wrong-reason'}
        ></textarea>
        ${this.wrong('reason', this.lacks.reason)}
      </div>
      ${this.durations(grant)} ${this.buttons(text)}
    `;
  }

  private durations(grant: OpenGrant | undefined): TemplateResult {
    const offered = grant ? extensionsOf(grant, DURATIONS) : DURATIONS;
    const chosen = offered.findLast((minutes) => minutes <= USUAL_DURATION);
    return html`<fieldset class="field">
      <legend class="label">${grant ? this.w.howMuchMore : this.w.forHowLong}</legend>
      <div class="choices">
        ${offered.map(
          (minutes) =>
            html`<label
              ><input type="radio" name="minutes" value=${minutes} ?checked=${minutes === chosen} /><span
                >${durationOf(minutes, this.language)}</span
              ></label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  private readonly typed = (event: Event): void => {
    this.workspaceId = (event.target as HTMLInputElement).value.trim();
    this.requestUpdate();
  };

  private isComplete(reason: string): boolean {
    const { workspaceId } = this;
    this.lacks = {
      ...(!isId(workspaceId) && { workspaceId: workspaceId === '' ? this.w.isFilled : this.w.noSuchId }),
      ...(reason === '' && { reason: this.w.isFilled }),
    };
    const isTicketRight = this.isTicketRight();
    if (this.lacks.workspaceId !== undefined) this.focusOn('#workspace');
    else if (!isTicketRight) this.focusOn('#ticket');
    else if (this.lacks.reason !== undefined) this.focusOn('#reason');
    else return true;
    return false;
  }

  protected override async submitted(): Promise<void> {
    const [reason, ticketId] = [this.field('reason'), this.field('ticketId')];
    if (!this.isComplete(reason)) return;
    const { workspaceId } = this;
    const grantId = this.openGrant()?.grantId;
    const path = `/v1/workspaces/${encodeURIComponent(workspaceId)}/access-requests`;
    const asked = await this.send<AccessRequest>(path, {
      reason,
      durationMinutes: Number(this.field('minutes')),
      ...(ticketId !== '' && { ticketId }),
      ...(grantId !== undefined && { grantId }),
    });
    if (asked) {
      this.close();
      const said = this.plain(this.w.asked, { workspace: workspaceId });
      const detail: Confirmed = { position: asked.position, said };
      this.tell('desk-confirmed', detail);
    } else this.learn(workspaceId);
  }

  /** A refusal may say that the workspace is open: then the next press asks for an extension. */
  private learn(workspaceId: string): void {
    if (!(this.error instanceof ProblemError) || this.error.code !== 'ALREADY_GRANTED') return;
    const { grantId, expiresAt } = this.error.problem;
    if (grantId !== undefined && expiresAt !== undefined) this.met = { workspaceId, grantId, expiresAt };
    this.requestUpdate();
  }
}

define('sa-ask-dialog', AskDialog);
