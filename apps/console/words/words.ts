import type { TemplateResult } from 'lit-html';
import type { Locale } from '../facts.js';
import { LOCALES } from '../facts.js';
import type { Catalogue, Text } from './catalogue.js';
import { madeUp } from './made-up.js';

export type { Catalogue, Locale, Text };

/** The best of our languages for a list such as `navigator.languages`. */
export function localeOf(wanted: readonly (string | null | undefined)[]): Locale {
  for (const each of wanted) {
    const exact = LOCALES.find((locale) => locale === each);
    const near = LOCALES.find((locale) => locale === each?.split('-')[0]?.toLowerCase());
    if (exact ?? near) return (exact ?? near)!;
  }
  return 'en';
}

/** The language for `Intl` and `lang`; the made-up ones read as English. */
export const languageOf = (locale: Locale): string => (locale === 'de' ? 'de' : 'en');

/** English as its speakers abroad write it: days before months, and 24 hours. */
export const formatsOf = (locale: Locale): string => (locale === 'de' ? 'de-DE' : 'en-GB');

export const directionOf = (locale: Locale): 'ltr' | 'rtl' => (locale === 'ar-XB' ? 'rtl' : 'ltr');

/** A page's words in a language; German has every word that English has, or it does not compile. */
export function wordsIn<W extends Catalogue>(words: { en: W; de: W }, locale: Locale): W {
  return locale === 'en' || locale === 'de' ? words[locale] : madeUp(words.en, locale);
}

type Values = Readonly<Record<string, unknown>>;

/** A sentence for a template: values may be templates themselves, such as a `<time>`. */
export function say(text: Text, values: Values, locale: Locale): unknown[] {
  return formOf(text, values, locale)
    .split(/\{(\w+)\}/)
    .map((part, i) => (i % 2 === 0 ? part : values[part]));
}

/** A sentence for an attribute, a title or a dialog of the browser. */
export const plain = (text: Text, values: Values, locale: Locale): string =>
  say(text, values, locale).join('');

export type Said = string | TemplateResult | unknown[];

const formOf = (text: Text, { n }: Values, locale: Locale): string =>
  typeof text === 'string'
    ? text
    : new Intl.PluralRules(languageOf(locale)).select(Number(n)) === 'one'
      ? text.one
      : text.other;
