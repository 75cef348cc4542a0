import { define } from '../parts/element.js';
import { loadGerman } from '../parts/settings/german.js';
import { SupportAccessSettings } from '../parts/settings/support-access-settings.js';
import type { Locale } from '../words/words.js';

/** What a vendor's page loads to have `<support-access-settings>`. It speaks English; its German comes when a page wants it. */
class EmbeddedSettings extends SupportAccessSettings {
  /** Undefined until it is known. */
  #hasGerman: boolean | undefined;

  protected override get language(): Locale {
    const wanted = super.language;
    return wanted === 'de' && !this.#hasGerman ? 'en' : wanted;
  }

  protected override render(): unknown {
    if (this.#hasGerman !== undefined || super.language !== 'de') return super.render();
    void loadGerman().then((isHere) => {
      this.#hasGerman = isHere;
      this.requestUpdate();
    });
    return this.loading();
  }
}

define('support-access-settings', EmbeddedSettings);
