import { define } from '../parts/element.js';
import { loadGerman } from '../parts/settings/german.js';
import { SupportAccessSettings } from '../parts/settings/support-access-settings.js';
import type { Locale } from '../words/words.js';

/** What a vendor's page loads to have `<support-access-settings>`. It speaks English; its German comes when a page wants it. */
class EmbeddedSettings extends SupportAccessSettings {
  /** Undefined until it is known. */
  private hasGerman: boolean | undefined;

  protected override get language(): Locale {
    return this.hasGerman || !this.wantsGerman ? super.language : 'en';
  }

  private get wantsGerman(): boolean {
    return super.language === 'de';
  }

  protected override willUpdate(changed: ReadonlySet<string>): void {
    super.willUpdate(changed);
    if (this.wantsGerman && this.hasGerman === undefined) void this.learnGerman();
  }

  private async learnGerman(): Promise<void> {
    this.hasGerman = await loadGerman();
    this.requestUpdate();
  }

  protected override render(): unknown {
    return this.wantsGerman && this.hasGerman === undefined ? this.loading() : super.render();
  }
}

define('support-access-settings', EmbeddedSettings);
