import type { FastifyRequest } from 'fastify';

/** `en-XA` and `ar-XB` are the made-up languages of tests; on pages without scripts they read as English. */
const LANGUAGES = ['en', 'de', 'en-XA', 'ar-XB'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The best of our languages for a browser; English when none fits. */
export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): Language {
  for (const each of (headers['accept-language'] ?? '').split(',', 20)) {
    const tag = each.split(';', 1)[0]!.trim().toLowerCase();
    const found =
      LANGUAGES.find((language) => language.toLowerCase() === tag) ??
      LANGUAGES.find((language) => language === tag.split('-', 1)[0]);
    if (found) return found;
  }
  return 'en';
}
