import { html } from 'lit-html';
import { define, Element } from '../parts/element.js';
import { consoleAccess, facts } from '../parts/facts.js';
import '../parts/frame.js';
import { Service } from '../parts/service.js';
import { SupportAccessSettings } from '../parts/settings/support-access-settings.js';
import type { SettingsWords } from '../words/settings.js';
import { settings } from '../words/settings.js';

const { user, ticketUrl, workspaceId = '' } = facts;

/** The element that vendors embed, in the console's frame. */
class SettingsPage extends Element<SettingsWords> {
  protected readonly words = settings;
  private readonly service = new Service(consoleAccess);
  private shown: SupportAccessSettings | undefined;

  protected override render() {
    return html`<sa-frame
      current="settings"
      .live=${this.shown?.live.state}
      .knownAt=${this.shown?.live.knownAt}
    >
      <support-access-settings
        heading-level="1"
        .workspace=${workspaceId}
        .service=${this.service}
        .user=${user.id}
        .ticketUrl=${ticketUrl}
        .trailUrl=${`/console/w/${encodeURIComponent(workspaceId)}/audit-trail`}
        @shown=${this.show}
      ></support-access-settings>
    </sa-frame>`;
  }

  private readonly show = ({ target }: Event): void => {
    this.shown = target as SupportAccessSettings;
    const { workspace, requests = [] } = this.shown.access ?? {};
    const count = requests.length > 0 ? ` ${this.plain(this.w.requests, { n: requests.length })}` : '';
    document.title = `${this.w.title}${count} · ${workspace?.name ?? workspaceId}`;
    this.requestUpdate();
  };
}

define('support-access-settings', SupportAccessSettings);
define('sa-page-settings', SettingsPage);
