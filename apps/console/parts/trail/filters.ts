/** What a trail can be asked for, under the names that the API and the page's URL have in common. */
const NAMES = [
  'type',
  'actor',
  'ticketId',
  'grantId',
  'requestId',
  'sessionId',
  'code',
  'from',
  'to',
] as const;
export type FilterName = (typeof NAMES)[number];

/** What the page's URL says: which entries, and in which zone their times are shown. */
export type Filters = {
  only: Readonly<Partial<Record<FilterName, string>>>;
  /** Refusals alone, whatever `type` says. */
  refused: boolean;
  zone: 'local' | 'utc';
};

export function filtersOf(search: string): Filters {
  const asked = new URLSearchParams(search);
  const given = NAMES.map((name) => [name, asked.get(name)?.trim() ?? ''] as const);
  return {
    only: Object.fromEntries(given.filter(([, value]) => value !== '')),
    refused: asked.has('refused'),
    zone: asked.get('zone') === 'utc' ? 'utc' : 'local',
  };
}

/** The query of the API. */
export const queryOf = ({ only, refused }: Filters): Readonly<Record<string, string>> => ({
  ...only,
  ...(refused && { type: 'SupportAccessDenied' }),
});

/** The address of this page with these filters, such as `?type=SupportLogin&zone=utc`; the bare path when there are none. */
export function addressOf({ only, refused, zone }: Filters): string {
  const search = new URLSearchParams({
    ...only,
    ...(refused && { refused: '1' }),
    ...(zone === 'utc' && { zone }),
  }).toString();
  return search === '' ? location.pathname : `?${search}`;
}

export const countOf = ({ only, refused }: Filters): number => Object.keys(only).length + (refused ? 1 : 0);

/**
 * Makes what a form sends what the URL shall say: no empty fields, and instants in place of the clock times of the sender, so that a link
 * means the same to who gets it.
 */
export function normalise(form: FormData, zone: Filters['zone']): void {
  if (form.has('refused')) form.delete('type');
  for (const name of NAMES) {
    const sent = form.get(name);
    const value = typeof sent === 'string' ? sent.trim() : '';
    const instant = name === 'from' || name === 'to' ? instantOf(value, zone) : value;
    if (instant) form.set(name, instant);
    else form.delete(name);
  }
}

/** @param value of a field for date and time, such as `2026-12-01T14:03` */
function instantOf(value: string, zone: Filters['zone']): string | undefined {
  const at = new Date(zone === 'utc' ? `${value}Z` : value);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The value of a field for date and time; empty for what is no instant. */
export function fieldValue(instant: string | undefined, zone: Filters['zone']): string {
  const at = new Date(instant ?? '');
  if (Number.isNaN(at.getTime())) return '';
  const shown = zone === 'utc' ? at : new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shown.toISOString().slice(0, 16);
}
