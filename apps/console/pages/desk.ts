import { html } from 'lit';
import { define, Element } from '../parts/element.js';
import '../parts/frame.js';
import { common as words } from '../words/common.js';

/** Not built yet. */
class DeskPage extends Element<(typeof words)['en']> {
  protected readonly words = words;

  override render() {
    return html`<sa-frame current="desk"><h1>${this.w.supportAccess}</h1></sa-frame>`;
  }
}

define('sa-page-desk', DeskPage);
