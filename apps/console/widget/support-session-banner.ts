import { leftIn } from '../parts/banner/left.js';
import { STYLES } from '../parts/banner/styles.js';
import { banner } from '../words/banner.js';
import type { Locale } from '../words/words.js';
import { directionOf, languageOf, localeOf, plain, wordsIn } from '../words/words.js';

/** Spoken when so much is left, in milliseconds. */
const SPOKEN_MS = [600_000, 60_000, 0];

/**
 * `<support-session-banner>`: tells an engineer in the vendor's product in whose workspace they are, for how long, and lets them leave.
 * Attributes: `workspace-name`, `ticket`, `engineer`, `expires-at` (an instant), `leave-action` (a URL of the vendor's, which is posted to),
 * `locale`, `inline` (does not stick to the top). Inputs in the element are sent with *Leave*, such as a token against forged requests.
 * Fires `support-session-over` at the end. Needs no script of the page and asks nobody.
 */
export class SupportSessionBanner extends HTMLElement {
  static readonly observedAttributes = [
    'workspace-name',
    'ticket',
    'engineer',
    'expires-at',
    'leave-action',
    'locale',
  ];

  private readonly where = part('span');
  private readonly left = part('span', { role: 'timer' });
  private readonly spoken = part('span', { role: 'status', class: 'unseen' });
  private readonly button = part('button', { part: 'leave' });
  private readonly form = part('form', { method: 'post' });
  private readonly frame = part('div', { part: 'banner', role: 'region' });
  private timer: ReturnType<typeof setInterval> | undefined;
  private lastMs = Infinity;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
    const mark = part('span', { 'aria-hidden': 'true', class: 'mark' });
    mark.textContent = '●';
    const fields = part('slot');
    fields.hidden = true;
    this.form.append(this.button, fields);
    const text = part('span', { class: 'text' });
    text.append(this.where, this.left);
    this.frame.append(mark, text, this.spoken, this.form);
    root.append(this.frame);
    this.form.addEventListener('submit', () => this.leave(true));
    // Fields of the page are not in this form, because they are not in the same tree.
    this.form.addEventListener('formdata', ({ formData }) => {
      for (const { name, value } of this.querySelectorAll<HTMLInputElement>('input[name]'))
        formData.append(name, value);
    });
  }

  connectedCallback(): void {
    this.timer = setInterval(() => this.tick(), 1_000);
    addEventListener('pageshow', this.cameBack);
    this.show();
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
    removeEventListener('pageshow', this.cameBack);
  }

  attributeChangedCallback(name: string): void {
    if (name === 'expires-at') this.lastMs = Infinity;
    if (this.isConnected) this.show();
  }

  private get language(): Locale {
    return localeOf([this.getAttribute('locale'), document.documentElement.lang, ...navigator.languages]);
  }

  private get words(): (typeof banner)['en'] {
    return wordsIn(banner, this.language);
  }

  private show(): void {
    const { language, words } = this;
    this.frame.lang = languageOf(language);
    this.frame.dir = directionOf(language);
    this.frame.setAttribute('aria-label', words.label);
    const action = this.getAttribute('leave-action');
    this.form.hidden = action === null;
    if (action !== null) this.form.action = action;
    this.leave(false);
    this.tick();
  }

  /** `You are in Acme for T-42 as Erin`, as far as it is known. */
  private sentence(): string {
    const { language, words } = this;
    const said = (text: string, name: string, attribute: string): string[] => {
      const value = this.getAttribute(attribute);
      return value === null || value === '' ? [] : [plain(text, { [name]: value }, language)];
    };
    return [
      ...said(words.in, 'workspace', 'workspace-name'),
      ...said(words.for, 'ticket', 'ticket'),
      ...said(words.as, 'engineer', 'engineer'),
    ].join(' ');
  }

  private tick(): void {
    const { language, words } = this;
    const leftMs = Date.parse(this.getAttribute('expires-at') ?? '') - Date.now();
    const isOver = leftMs <= 0;
    const where = isOver ? (this.getAttribute('workspace-name') ?? '') : this.sentence();
    if (this.where.textContent !== where) this.where.textContent = where;
    if (Number.isNaN(leftMs)) return;
    const text = isOver ? words.over : plain(words.left, { left: leftIn(leftMs, language) }, language);
    if (this.left.textContent !== text) this.left.textContent = text;
    this.frame.classList.toggle('over', isOver);
    const passed = SPOKEN_MS.some((ms) => leftMs <= ms && this.lastMs > ms);
    if (passed && (this.lastMs !== Infinity || isOver)) this.spoken.textContent = text;
    if (isOver && this.lastMs > 0)
      this.dispatchEvent(new CustomEvent('support-session-over', { bubbles: true, composed: true }));
    this.lastMs = leftMs;
  }

  private leave(isLeaving: boolean): void {
    this.button.textContent = isLeaving ? this.words.leaving : this.words.leave;
    this.button.disabled = isLeaving;
  }

  /** From the browser's cache of pages, after the vendor did not let them leave. */
  private readonly cameBack = (): void => this.leave(false);
}

function part<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}

if (!customElements.get('support-session-banner'))
  customElements.define('support-session-banner', SupportSessionBanner);
