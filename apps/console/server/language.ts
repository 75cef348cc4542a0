import type { FastifyRequest } from 'fastify';
import type { Locale } from '../facts.js';
import { LOCALES } from '../facts.js';

/** The best of our languages for a browser; English when none fits. */
export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): Locale {
  for (const each of (headers['accept-language'] ?? '').split(',', 20)) {
    const tag = each.split(';', 1)[0]!.trim().toLowerCase();
    const found =
      LOCALES.find((language) => language.toLowerCase() === tag) ??
      LOCALES.find((language) => language === tag.split('-', 1)[0]);
    if (found) return found;
  }
  return 'en';
}
