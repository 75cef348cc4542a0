import type { Catalogue, Text } from './catalogue.js';

/** English words in a language that is made up for tests: longer, or from right to left. */
export function madeUp<W extends Catalogue>(english: W, locale: 'en-XA' | 'ar-XB'): W {
  const change = locale === 'en-XA' ? lengthened : mirrored;
  const changed = ([name, text]: [string, Text]): [string, Text] => [
    name,
    typeof text === 'string' ? change(text) : { one: change(text.one), other: change(text.other) },
  ];
  return Object.fromEntries(Object.entries(english).map(changed)) as W;
}

const outsidePlaces = (text: string, change: (part: string) => string): string =>
  text.replace(/\{\w+\}|[^{}]+/g, (part) => (part.startsWith('{') ? part : change(part)));
/** Letters get an accent, and the sentence is 40 % longer. */
const lengthened = (text: string): string =>
  `[${outsidePlaces(text, (part) => part.replace(/[aeiou]/gi, '$&\u0301'))}${' ~~~~'.repeat(Math.ceil(text.length * 0.08))}]`;
/** Marked as right to left, so that the browser mirrors the line without other letters. */
const mirrored = (text: string): string => outsidePlaces(text, (part) => `\u202e${part}\u202c`);
