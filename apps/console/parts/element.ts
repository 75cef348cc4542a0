import type { CommonWords } from '../words/common.js';
import { common } from '../words/common.js';
import type { Catalogue, Locale, Text } from '../words/words.js';
import { directionOf, languageOf, localeOf, plain, say, wordsIn } from '../words/words.js';
import { ReactiveElement } from './reactive-element.js';
import { theme } from './styles.js';

/** What every element has: its language, and its words. */
export abstract class Element<Words extends Catalogue> extends ReactiveElement {
  static override readonly attributes = { locale: String };
  static override readonly styles: readonly string[] = [theme];

  /** A language; the page's, or the browser's, when absent. */
  locale: string | undefined;

  protected abstract readonly words: { en: Words; de: Words };

  /** The language that is shown. */
  protected get language(): Locale {
    const page = document.documentElement.lang;
    return localeOf([this.locale, page, ...navigator.languages]);
  }

  /** This element's words. */
  get w(): Words {
    return wordsIn(this.words, this.language);
  }

  /** The words that all elements share. */
  get c(): CommonWords {
    return wordsIn(common, this.language);
  }

  say(text: Text, values: Readonly<Record<string, unknown>> = {}): unknown[] {
    return say(text, values, this.language);
  }

  plain(text: Text, values: Readonly<Record<string, unknown>> = {}): string {
    return plain(text, values, this.language);
  }

  protected override willUpdate(_changed: ReadonlySet<string>): void {
    this.lang = languageOf(this.language);
    this.dir = directionOf(this.language);
  }
}

/** Defines an element unless the page has it already, as when two bundles hold it. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
