/** Where people land who were not on their way to a page. */
export const HOME = '/console/';

/** No page is below these. */
const NO_PAGES =
  /^\/console\/(?:sign-in|sign-out|signed-out|callback|session|api|assets|widget|example-product)(?:\/|$)/;
const MAX_CHARACTERS = 1_000;

/** The path to go to after the sign-in: a page of the console, or {@link HOME} for anything else. */
export function returnPath(given: unknown): string {
  if (typeof given !== 'string' || given.length > MAX_CHARACTERS) return HOME;
  // Browsers read a backslash as a slash, and drop tabs and line breaks.
  if (!given.startsWith('/') || /[\\\p{Cc}]/u.test(given)) return HOME;
  const base = 'http://console.invalid';
  if (!URL.canParse(given, base)) return HOME;
  const { origin, pathname, search } = new URL(given, base);
  if (origin !== base || pathname.includes('//') || /%2f|%5c/i.test(pathname)) return HOME;
  if (pathname === '/console') return HOME + search;
  return pathname.startsWith('/console/') && !NO_PAGES.test(pathname) ? pathname + search : HOME;
}
