import { expect } from '@jest/globals';
import type { Visitor } from './visitor.js';
import { contentsOf, keptBy } from './whole-page.js';

/** A signed or an encrypted token. */
const TOKEN = /eyJ[\w-]+\.[\w-]*\.[\w-]+/g;

/**
 * Nothing that scripts can read, and no address, holds a token or a cookie's value.
 * @param tokens that went through the browser, beside what its cookies hold
 */
export async function expectNoSecrets(
  { context, notes, page }: Visitor,
  tokens: readonly string[],
): Promise<void> {
  const cookies = await context.cookies();
  // What the test looks for is there, where no script reads it.
  expect(cookies.some(({ name, httpOnly }) => name.endsWith('support-access') && httpOnly)).toBe(true);
  const secrets = [...tokens, ...cookies.map(({ value }) => value)].filter((secret) => secret !== '');
  const { cookie, ...kept } = await keptBy(page);
  const places: Record<string, string> = {
    cookie,
    ...kept,
    page: await contentsOf(page),
    addresses: [...notes.addresses, ...notes.requests.map((request) => request.url())].join('\n'),
  };
  expect(cookie).toBe('');
  for (const [place, text] of Object.entries(places)) {
    const found = [...(text.match(TOKEN) ?? []), ...secrets.filter((secret) => text.includes(secret))];
    expect({ place, found }).toEqual({ place, found: [] });
  }
}
