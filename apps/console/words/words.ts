import type { TemplateResult } from 'lit';
import type { Locale } from '../facts.js';
import { LOCALES } from '../facts.js';

export type { Locale };

/** A sentence with `{places}`; by plural form, `n` decides. */
export type Text = string | { one: string; other: string };
export type Catalogue = { readonly [name: string]: Text };

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
  if (locale === 'en' || locale === 'de') return words[locale];
  const change = locale === 'en-XA' ? lengthened : mirrored;
  const changed = ([name, text]: [string, Text]): [string, Text] => [
    name,
    typeof text === 'string' ? change(text) : { one: change(text.one), other: change(text.other) },
  ];
  return Object.fromEntries(Object.entries(words.en).map(changed)) as W;
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

const ACCENTED: Readonly<Record<string, string>> = { a: 'à', e: 'é', i: 'î', o: 'ö', u: 'ü', A: 'Å', E: 'É' };
const outsidePlaces = (text: string, change: (part: string) => string): string =>
  text.replace(/(\{\w+\})|([^{}]+)/g, (_, place: string | undefined, part: string) => place ?? change(part));
const lengthened = (text: string): string =>
  `[${outsidePlaces(text, (part) => part.replace(/[aeiouAE]/g, (letter) => ACCENTED[letter] ?? letter))}${' ~~~~'.repeat(Math.ceil(text.length * 0.08))}]`;
/** Marked as right to left, so that the browser mirrors the line without other letters. */
const mirrored = (text: string): string => outsidePlaces(text, (part) => `\u202e${part}\u202c`);
