import { render } from 'lit-html';

/** A part of an element with a life of its own: it is connected and disconnected with the element. */
export type Controller = { hostConnected?(): void; hostDisconnected?(): void };
/** What a controller knows of its element. */
export type ControllerHost = Pick<ReactiveElement, 'addController' | 'requestUpdate'>;

/** How the text of an attribute becomes the value of its property. */
type Kind = typeof String | typeof Number | typeof Boolean;

/**
 * A custom element that is drawn by a template of lit-html: soon after it was connected, and again whenever one of its properties became
 * another or somebody asks for it. Changes at one time are drawn once. It is the part of LitElement that the console uses, in a quarter of
 * the bytes: each page of a vendor loads it.
 */
export abstract class ReactiveElement extends HTMLElement {
  /** Attributes, and what they hold. The property of `heading-level` is `headingLevel`; undefined when the attribute is taken away. */
  static readonly attributes: Readonly<Record<string, Kind>> = {};
  /** Properties that have no attribute. */
  static readonly properties: readonly string[] = [];
  static readonly styles: readonly string[] = [];

  /** What a page has set on an element that was not defined yet; undefined once it was connected. */
  #early: object | undefined = takenFrom(this);
  readonly #values: Record<string, unknown> = {};
  readonly #changed = new Set<string>();
  readonly #controllers: Controller[] = [];
  #drawing: Promise<void> | undefined;
  protected readonly renderRoot = this.attachShadow({ mode: 'open' });

  constructor() {
    super();
    this.renderRoot.adoptedStyleSheets = new.target.styles.map(sheetOf);
  }

  /** The browser asks for this once, when the element is defined. */
  static get observedAttributes(): string[] {
    const attributes = Object.keys(this.attributes);
    for (const name of [...attributes.map(propertyOf), ...this.properties])
      Object.defineProperty(this.prototype, name, {
        get(this: ReactiveElement) {
          return this.#values[name];
        },
        set(this: ReactiveElement, value: unknown) {
          if (this.#values[name] === value) return;
          this.#values[name] = value;
          this.#changed.add(name);
          this.requestUpdate();
        },
      });
    return attributes;
  }

  attributeChangedCallback(name: string, _before: unknown, text: string | null): void {
    const kind = (this.constructor as typeof ReactiveElement).attributes[name]!;
    const value = kind === Boolean ? text !== null : text === null ? undefined : kind(text);
    Object.assign(this, { [propertyOf(name)]: value });
  }

  connectedCallback(): void {
    const early = this.#early;
    this.#early = undefined;
    Object.assign(this, early);
    for (const controller of this.#controllers) controller.hostConnected?.();
    this.requestUpdate();
  }

  disconnectedCallback(): void {
    for (const controller of this.#controllers) controller.hostDisconnected?.();
  }

  addController(controller: Controller): void {
    this.#controllers.push(controller);
  }

  requestUpdate(): void {
    if (!this.#early) this.#drawing ??= Promise.resolve().then(() => this.#draw());
  }

  /** Resolves when what was changed until now is drawn. */
  get updateComplete(): Promise<void> {
    return Promise.resolve(this.#drawing);
  }

  #draw(): void {
    try {
      this.willUpdate(this.#changed);
      render(this.render(), this.renderRoot, { host: this });
    } finally {
      this.#drawing = undefined;
      this.#changed.clear();
    }
    this.updated();
  }

  protected abstract render(): unknown;

  /** Called before it is drawn. @param _changed properties that became others; what it changes itself is drawn at once */
  protected willUpdate(_changed: ReadonlySet<string>): void {}

  /** Called when it was drawn. */
  protected updated(): void {}
}

const propertyOf = (attribute: string): string =>
  attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Takes the element's own values of properties that its class has: they would hide the class's own. */
function takenFrom(element: object): object {
  const own = Object.entries(element).filter(([name]) => name in Object.getPrototypeOf(element));
  for (const [name] of own) Reflect.deleteProperty(element, name);
  return Object.fromEntries(own);
}

const sheets = new Map<string, CSSStyleSheet>();

/** Elements with the same text share one sheet. */
function sheetOf(text: string): CSSStyleSheet {
  let sheet = sheets.get(text);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    sheets.set(text, sheet);
  }
  return sheet;
}
