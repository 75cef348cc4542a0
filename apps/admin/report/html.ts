import { printable } from '../printable.js';

/** Markup that was made here, as opposed to text that somebody wrote. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = string | number | undefined | Markup | readonly Markup[];

/** Whatever stands in `${}` is text, and shows as what it is; only markup made with this goes in as markup. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(parts.map((part, i) => part + (i < values.length ? markupOf(values[i]) : '')).join(''));
}

function markupOf(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map((each: Markup) => each.text).join('');
  if (value === undefined) return '';
  return escaped(`${value as string | number}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Newlines of notes are kept; no other control gets through, nor what turns text around. */
const escaped = (text: string): string =>
  text
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll(/[&<>"']/g, (char) => ENTITIES[char]!);
